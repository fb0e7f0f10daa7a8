// The script of the threads that score: each job is some windows by one model.
import { z } from 'zod'
import { serveJobs } from '../runtime/serve-jobs.js'
import { openScorer, type Scorer } from './scorer.js'

/** Windows to be scored; see `Scorer.scoreWindows`. */
export interface ScoringJob {
  readonly model: Uint8Array
  readonly minutes: Float32Array
  readonly last: Int32Array
  readonly center: Float32Array
  readonly scale: Float32Array
}

const jobSchema: z.ZodType<ScoringJob> = z.strictObject({
  model: z.instanceof(Uint8Array),
  minutes: z.instanceof(Float32Array),
  last: z.instanceof(Int32Array),
  center: z.instanceof(Float32Array),
  scale: z.instanceof(Float32Array),
})

let opened: Promise<Scorer> | undefined

serveJobs(async (body) => {
  const { model, minutes, last, center, scale } = jobSchema.parse(body)
  // All jobs of a pool are of one model.
  opened ??= openScorer(model.slice())
  const scorer = await opened
  const value = await scorer.scoreWindows(minutes, last, center, scale)
  return { value, transfer: value.buffer instanceof ArrayBuffer ? [value.buffer] : [] }
})

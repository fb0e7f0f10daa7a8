import { z } from 'zod'
import type { Market } from '../../core/market.js'
import type { Progress, ProgressTask } from '../../core/progress.js'

const marketSchema: z.ZodType<Market> = z.strictObject({
  exchange: z.string(),
  type: z.string(),
  symbol: z.string(),
  interval: z.string(),
})

/** Frames of one definition and one market that a worker process brings up to the stored candles. */
export const supplementTaskSchema = z.strictObject({
  /** Folder of the workspace, whose definitions count too. */
  directory: z.string(),
  /** Whether these may run, as the sender decided. */
  allowsCode: z.boolean(),
  dataFolder: z.string(),
  kind: z.enum(['features', 'targets']),
  id: z.string(),
  market: marketSchema,
  range: z.strictObject({ from: z.number(), to: z.number() }).optional(),
  /** Threads that compute; with one, months are computed where they are read. */
  threads: z.int().min(1),
})
export type SupplementTask = z.output<typeof supplementTaskSchema>

/** The value of such a task: rows that were computed. */
export const supplementResultSchema = z.strictObject({ rows: z.number() })

const progressEventSchema = z.discriminatedUnion('event', [
  z.strictObject({ event: z.literal('start'), label: z.string(), total: z.number(), unit: z.string() }),
  z.strictObject({ event: z.literal('update'), done: z.number(), remark: z.string().optional() }),
  z.strictObject({ event: z.literal('end'), remark: z.string().optional() }),
])

/** Progress as JSON, of one thing at a time. */
export function sendProgress(send: (event: z.output<typeof progressEventSchema>) => void): Progress {
  return {
    start: (label, total, unit) => {
      send({ event: 'start', label, total, unit })
      return {
        update: (done, remark) => send({ event: 'update', done, remark }),
        end: (remark) => send({ event: 'end', remark }),
      }
    },
  }
}

/** Takes what `sendProgress` sends, and shows it. */
export function receiveProgress(progress: Progress): (event: unknown) => void {
  let task: ProgressTask | undefined
  return (sent) => {
    const event = progressEventSchema.parse(sent)
    if (event.event === 'start') task = progress.start(event.label, event.total, event.unit)
    else if (event.event === 'update') task?.update(event.done, event.remark)
    else task?.end(event.remark)
  }
}

/** Shows progress as `progress` does, and counts the units that are done. */
export function countProgress(progress: Progress): { readonly progress: Progress; readonly done: () => number } {
  let sum = 0
  const start: Progress['start'] = (label, total, unit) => {
    const task = progress.start(label, total, unit)
    let before = 0
    return {
      update: (now, remark) => {
        sum += now - before
        before = now
        task.update(now, remark)
      },
      end: (remark) => task.end(remark),
    }
  }
  return { progress: { start }, done: () => sum }
}

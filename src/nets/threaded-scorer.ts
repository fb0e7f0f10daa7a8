import { z } from 'zod'
import type { Device } from '../config/training-fields.js'
import { openWorkerPool, type WorkerPool } from '../runtime/worker-pool.js'
import { workerUrl } from '../runtime/worker-url.js'
import { openScorer, requireWindows, type Scorer } from './scorer.js'
import type { ScoringJob } from './scoring-worker.js'

export interface ThreadedScorerOptions {
  /** Threads that score; one: none is started. */
  readonly threads: number
  readonly device?: Device | undefined
}

/** Minutes of windows scored here before threads are started: they take as long to start as these. */
const MINUTES_BEFORE_THREADS = 500_000

const scoresSchema = z.instanceof(Float32Array)

/**
 * A scorer that spreads windows over threads once there are so many that it pays; the scores have the same bits at any number of them.
 * Rows without a window, and what another device scores, stay on this thread. `close` ends the threads.
 */
export async function openThreadedScorer(model: Uint8Array, options: ThreadedScorerOptions): Promise<Scorer> {
  const { threads, device = 'cpu' } = options
  const scorer = await openScorer(model, device)
  if (threads < 2 || device !== 'cpu' || scorer.window < 2) return scorer
  const pool = openWorkerPool(() => workerUrl(import.meta.url, './scoring-worker.js'), threads)
  const shared = copyToShared(model)
  let minutesScored = 0
  return {
    ...scorer,
    scoreWindows: async (minutes, last, center, scale) => {
      if (minutesScored < MINUTES_BEFORE_THREADS) {
        minutesScored += last.length * scorer.window
        return scorer.scoreWindows(minutes, last, center, scale)
      }
      requireWindows(scorer, minutes, last)
      const jobs = spread(last, threads).map((part) => jobOf(scorer, shared, minutes, part, { center, scale }))
      return joinScores(await runAll(pool, jobs), last.length * scorer.classes)
    },
    close: async () => {
      await Promise.all([pool.close(), scorer.close()])
    },
  }
}

/** A copy that threads read where it lies. */
function copyToShared(bytes: Uint8Array): Uint8Array {
  const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
  shared.set(bytes)
  return shared
}

/** Parts for each thread: one that the machine holds up leaves its later parts to the others. */
const PARTS_PER_THREAD = 4

/** Fewer windows are not worth a job of their own. */
const MIN_PART = 256

/** The windows in parts of one size, several for each thread where there are enough. */
function spread(last: Int32Array, threads: number): readonly Int32Array[] {
  const most = Math.max(threads, Math.min(threads * PARTS_PER_THREAD, Math.floor(last.length / MIN_PART)))
  const size = Math.ceil(last.length / most)
  const parts = Array.from({ length: most }, (_, part) => last.subarray(part * size, (part + 1) * size))
  return parts.filter((part) => part.length > 0)
}

/** A job with minutes of its own: the caller may use the memory of all again at once. */
function jobOf(
  { window, inputs }: Scorer,
  model: Uint8Array,
  minutes: Float32Array,
  last: Int32Array,
  scaler: Pick<ScoringJob, 'center' | 'scale'>,
): ScoringJob {
  const first = (last[0] ?? 0) - window + 1
  const end = (last.at(-1) ?? 0) + 1
  return {
    model,
    minutes: minutes.slice(first * inputs, end * inputs),
    last: last.map((row) => row - first),
    ...scaler,
  }
}

function runAll(pool: WorkerPool, jobs: readonly ScoringJob[]): Promise<Float32Array[]> {
  return Promise.all(jobs.map(async (job) => scoresSchema.parse(await pool.run(job, buffersOf(job)))))
}

/** What a job gives away. */
function buffersOf({ minutes, last }: ScoringJob): ArrayBuffer[] {
  return [minutes.buffer, last.buffer].filter((buffer) => buffer instanceof ArrayBuffer)
}

function joinScores(parts: readonly Float32Array[], length: number): Float32Array {
  const scores = new Float32Array(length)
  let from = 0
  for (const part of parts) {
    scores.set(part, from)
    from += part.length
  }
  return scores
}

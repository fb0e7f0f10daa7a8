import { parentPort, type Transferable } from 'node:worker_threads'
import { serializeError } from './serialize-error.js'
import type { PoolReply } from './worker-pool.js'

/** A job's value, and the memory in it that is given away rather than copied. */
export interface JobResult {
  readonly value: unknown
  readonly transfer: readonly Transferable[]
}

/** Makes this thread a worker of a pool: answers each job with what `work` makes of it, or with its error. */
export function serveJobs(work: (job: unknown) => Promise<JobResult>): void {
  const port = parentPort
  if (!port) throw new Error('this script runs in a worker thread only')
  const answer = async (job: unknown): Promise<void> => {
    try {
      const { value, transfer } = await work(job)
      port.postMessage({ value } satisfies PoolReply, transfer)
    } catch (error) {
      port.postMessage({ failure: serializeError(error) } satisfies PoolReply)
    }
  }
  port.on('message', (job: unknown) => void answer(job))
}

import { Worker, type Transferable } from 'node:worker_threads'
import { z } from 'zod'
import { UserError } from '../core/errors.js'
import { deserializeError, serializedErrorSchema } from './serialized-error.js'

/** What a pool's worker answers a job with. */
export const poolReplySchema = z.union([
  z.strictObject({ value: z.unknown() }),
  z.strictObject({ failure: serializedErrorSchema }),
])
export type PoolReply = z.output<typeof poolReplySchema>

/** Threads that all run one script, each with one job at a time. They start when there is work for them. */
export interface WorkerPool {
  readonly workers: number
  /**
   * Resolves to the value that a worker answers `job` with; rejects with what it threw, or an Error where it has ended.
   * What is in `transfer` is given away. Jobs begin in the order of the calls.
   */
  run(job: unknown, transfer?: readonly Transferable[]): Promise<unknown>
  /** Ends all threads; what is still running rejects. */
  close(): Promise<void>
}

interface Job {
  readonly body: unknown
  readonly transfer: readonly Transferable[]
  readonly resolve: (value: unknown) => void
  readonly reject: (error: Error) => void
}

interface Thread {
  readonly worker: Worker
  current: Job | undefined
}

/** A pool whose idle threads do not keep the process alive. `script` is asked for when the first thread starts. */
export function openWorkerPool(script: () => URL, workers: number): WorkerPool {
  const threads = new Set<Thread>()
  const waiting: Job[] = []
  const startNext = (): void => {
    while (waiting.length > 0) {
      const idle = [...threads].find(({ current }) => !current)
      if (!idle && threads.size >= workers) return
      const job = waiting.shift()
      if (job) startJob(idle ?? startThread(script, threads, startNext), job)
    }
  }
  return {
    workers,
    run: (body, transfer = []) =>
      new Promise((resolve, reject) => {
        waiting.push({ body, transfer, resolve, reject })
        startNext()
      }),
    close: async () => {
      for (const job of waiting.splice(0)) job.reject(new Error('the pool of workers was closed'))
      await Promise.all([...threads].map(({ worker }) => worker.terminate()))
    },
  }
}

function startJob(thread: Thread, job: Job): void {
  thread.current = job
  thread.worker.ref()
  try {
    thread.worker.postMessage(job.body, job.transfer)
  } catch (error) {
    takeJob(thread)?.reject(error instanceof Error ? error : new Error(String(error)))
  }
}

function takeJob(thread: Thread): Job | undefined {
  const job = thread.current
  thread.current = undefined
  thread.worker.unref()
  return job
}

function startThread(script: () => URL, threads: Set<Thread>, startNext: () => void): Thread {
  const thread: Thread = { worker: new Worker(script(), { execArgv: [] }), current: undefined }
  threads.add(thread)
  let error: Error = new UserError(
    'a thread has ended before its job was done: look for process.exit in your definitions',
  )
  thread.worker.on('message', (message: unknown) => {
    const reply = poolReplySchema.parse(message)
    const job = takeJob(thread)
    if ('failure' in reply) job?.reject(deserializeError(reply.failure))
    else job?.resolve(reply.value)
    startNext()
  })
  thread.worker.on('error', (thrown: Error) => (error = thrown))
  thread.worker.on('exit', () => {
    threads.delete(thread)
    thread.current?.reject(error)
    thread.current = undefined
    startNext()
  })
  return thread
}

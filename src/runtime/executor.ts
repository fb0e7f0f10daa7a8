import type { Clock } from '../core/clock.js'
import { CancelledError, UserError } from '../core/errors.js'
import { openProcessPool } from './process-pool.js'
import { toJson, type JsonValue } from './task-protocol.js'
import type { WorkerProcess, WorkerTask } from './worker-process.js'

export interface ExecutorOptions {
  /** Script that each worker process runs; it calls `serveTasks`. */
  readonly entry: URL
  /** Processes at a time. */
  readonly workers: number
  /** Memory that all processes may use together. */
  readonly megabytes: number
  /** Default: the environment of this process. */
  readonly env?: Readonly<Record<string, string | undefined>>
  readonly clock: Clock
  /** Milliseconds that a cancelled task has to stop before its process is killed; default 5000. */
  readonly grace?: number
  /** Takes the lines that the processes print; without it they are dropped. */
  readonly log?: (line: string) => void
}

/** One thing to do in a worker process. */
export interface Task {
  /** Name of the handler. */
  readonly task: string
  /** JSON. */
  readonly request: unknown
  /** Memory that the process needs for it, all in all. */
  readonly megabytes: number
  /** What to call it in messages; default: its handler and its number. */
  readonly name?: string
}

export interface RunOptions {
  /** Cancels what is running and does not start the rest. */
  readonly signal?: AbortSignal
  /** Takes what a task reports; `index` is its place in the list. */
  readonly onProgress?: (index: number, value: JsonValue) => void
}

export type TaskOutcome =
  | { readonly status: 'fulfilled'; readonly value: JsonValue }
  | { readonly status: 'rejected'; readonly reason: unknown }

/**
 * Does tasks in worker processes of this machine, as many at a time as there are workers and as their memory allows, in the order
 * in which they were given. Processes that are idle are used again; they do not keep this process alive.
 */
export interface Executor {
  /**
   * Resolves to the values of all tasks in their order. Where one fails, the others are cancelled; rejects with its error once
   * none is running any more, with CancelledError where the signal is aborted. Throws UserError with numbers where a task needs
   * more memory than there is for all.
   */
  run(tasks: readonly Task[], options?: RunOptions): Promise<JsonValue[]>
  /** Does all tasks, whether or not some fail, and resolves to their outcomes in their order. Otherwise like `run`. */
  runSettled(tasks: readonly Task[], options?: RunOptions): Promise<TaskOutcome[]>
  /** Cancels what is running and ends all processes; resolves when they are gone. */
  close(): Promise<void>
}

/** A task that waits or runs. */
interface Job extends WorkerTask {
  readonly signal: AbortSignal
  readonly resolve: (value: JsonValue) => void
  readonly reject: (error: unknown) => void
}

const GRACE = 5000

export function openExecutor(options: ExecutorOptions): Executor {
  const closing = new AbortController()
  const { start, idle, end } = openQueue(options)
  const run = async (
    tasks: readonly Task[],
    { signal, onProgress }: RunOptions,
    failing?: AbortController,
  ): Promise<TaskOutcome[]> => {
    if (closing.signal.aborted) throw new Error('the executor is closed')
    const signals = [signal, closing.signal, failing?.signal].filter((one) => one !== undefined)
    const any = AbortSignal.any(signals)
    const workerTasks = tasks.map((task, index) => workerTask(task, index, options.megabytes, onProgress))
    const results = start(workerTasks, any)
    if (failing) for (const result of results) result.catch(() => failing.abort())
    const outcomes = await Promise.allSettled(results)
    if (closing.signal.aborted && !outcomes.every(isFulfilled)) throw new CancelledError('the executor was closed')
    if (signal?.aborted && !outcomes.every(isFulfilled)) {
      const done = outcomes.filter(isFulfilled).length
      throw new CancelledError(`${done} of ${tasks.length} tasks were done`)
    }
    return outcomes
  }
  return {
    run: async (tasks, runOptions = {}) => valuesOf(await run(tasks, runOptions, new AbortController())),
    runSettled: (tasks, runOptions = {}) => run(tasks, runOptions),
    close: async () => {
      closing.abort()
      await idle()
      await end()
    },
  }
}

/** What waits for a process, and what runs. */
function openQueue({ grace = GRACE, log = () => {}, ...options }: ExecutorOptions): {
  start: (tasks: readonly WorkerTask[], signal: AbortSignal) => Promise<JsonValue>[]
  /** Resolves when nothing is running. */
  idle: () => Promise<void>
  end: () => Promise<void>
} {
  const queue: Job[] = []
  const running = new Set<Promise<void>>()
  const startNext = (): void => {
    for (let [job] = queue; job; [job] = queue) {
      const worker = pool.claim(job.megabytes)
      if (!worker) return
      queue.shift()
      const performed = perform(worker, job).finally(() => {
        running.delete(performed)
        startNext()
      })
      running.add(performed)
    }
  }
  const removeCancelled = (): void => {
    for (const job of queue.splice(0)) {
      if (job.signal.aborted) job.reject(cancelled(job))
      else queue.push(job)
    }
  }
  const pool = openProcessPool({ ...options, grace, log }, startNext)
  return {
    start: (tasks, signal) => {
      const results = tasks.map(
        (task) => new Promise<JsonValue>((resolve, reject) => queue.push({ ...task, signal, resolve, reject })),
      )
      signal.addEventListener('abort', removeCancelled, { once: true })
      if (signal.aborted) removeCancelled()
      startNext()
      return results
    },
    idle: async () => void (await Promise.all(running)),
    end: () => pool.end(),
  }
}

async function perform(worker: WorkerProcess, job: Job): Promise<void> {
  const cancel = (): void => worker.cancel()
  job.signal.addEventListener('abort', cancel, { once: true })
  try {
    job.resolve(await worker.run(job))
  } catch (error) {
    job.reject(job.signal.aborted ? cancelled(job) : error)
  } finally {
    job.signal.removeEventListener('abort', cancel)
  }
}

function cancelled({ name }: WorkerTask): CancelledError {
  return new CancelledError(`${name} was cancelled`)
}

function workerTask(
  { task, request, megabytes, name = '' }: Task,
  index: number,
  budget: number,
  onProgress: RunOptions['onProgress'],
): WorkerTask {
  const label = name === '' ? `${task} ${index + 1}` : name
  if (!Number.isSafeInteger(megabytes) || megabytes < 1)
    throw new RangeError(`${label} needs ${megabytes} MB: expected a whole number, at least 1`)
  if (megabytes > budget)
    throw new UserError(
      `${label} needs ${megabytes} MB of memory, but all workers together may use ${budget} MB: allow more, or give it less to do at once`,
    )
  return {
    name: label,
    task,
    request: toJson(request),
    megabytes,
    onProgress: (value) => onProgress?.(index, value),
  }
}

function isFulfilled(outcome: TaskOutcome): boolean {
  return outcome.status === 'fulfilled'
}

/** The values; throws the first error that is not only that of being cancelled for another one. */
function valuesOf(outcomes: readonly TaskOutcome[]): JsonValue[] {
  const reasons = outcomes.flatMap((outcome) => (outcome.status === 'rejected' ? [outcome.reason] : []))
  if (reasons.length > 0) throw reasons.find((reason) => !(reason instanceof CancelledError)) ?? reasons[0]
  return outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
}

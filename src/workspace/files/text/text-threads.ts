import { machineCapacity } from '../../../runtime/machine-capacity.js'
import { openWorkerPool, type WorkerPool } from '../../../runtime/worker-pool.js'
import { workerUrl } from '../../../runtime/worker-url.js'

/** Threads at most: what files hold is in memory until all are read. */
export const MAX_READERS = 4

/** Threads that nobody has used for so many milliseconds end. */
const MAX_IDLE = 10_000

/** All who read at the same time share the threads; a thread takes longer to start than a file to be read. */
let shared: { readonly pool: WorkerPool; users: number; idle: NodeJS.Timeout | undefined } | undefined

/** Runs `work` with threads that read small texts, one for each core. They start when they are needed, and stay a while for others. */
export async function withTextThreads<T>(work: (threads: WorkerPool) => Promise<T>): Promise<T> {
  const used = (shared ??= { pool: openThreads(), users: 0, idle: undefined })
  used.users++
  clearTimeout(used.idle)
  try {
    return await work(used.pool)
  } finally {
    used.users--
    if (used.users === 0) used.idle = setTimeout(() => void closeThreads(used.pool), MAX_IDLE).unref()
  }
}

function openThreads(): WorkerPool {
  const count = Math.min(machineCapacity().cores, MAX_READERS)
  return openWorkerPool(() => workerUrl(import.meta.url, './text-worker.js'), count)
}

async function closeThreads(pool: WorkerPool): Promise<void> {
  shared = undefined
  await pool.close()
}

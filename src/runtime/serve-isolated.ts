import { Worker } from 'node:worker_threads'
import { z } from 'zod'
import type { IsolatedReply } from './isolated-process.js'
import { serializeError } from './serialize-error.js'

const jobSchema = z.strictObject({ megabytes: z.number(), request: z.unknown() })
const MEGABYTE = 2 ** 20

/**
 * Makes this process one that `openIsolatedProcess` starts: answers each request with what `work` makes of it, or with its error.
 * It ends with the process that started it. Ctrl-C, which reaches all processes of a terminal, is left to that one.
 */
export function serveIsolated(work: (request: unknown) => Promise<unknown>): void {
  const limit = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
  let watch: Worker | undefined
  const answer = async (message: unknown): Promise<void> => {
    const { megabytes, request } = jobSchema.parse(message)
    Atomics.store(limit, 0, megabytes)
    watch ??= startWatch(limit)
    try {
      const value = await work(request)
      send({ value, megabytes: usedMegabytes() })
    } catch (error) {
      fail(error)
    }
  }
  process.on('SIGINT', () => {})
  process.on('disconnect', () => process.exit())
  process.on('uncaughtException', fail)
  process.on('unhandledRejection', fail)
  process.on('message', (message) => void answer(message))
}

/** The thread that kills this process where it takes too much memory or is orphaned; this one may be in a loop. */
function startWatch(limit: Int32Array): Worker {
  const worker = new Worker(new URL('./isolated-watch.js', import.meta.url), {
    workerData: { limit, parent: process.ppid },
    execArgv: [],
    resourceLimits: { maxOldGenerationSizeMb: 16, maxYoungGenerationSizeMb: 4 },
  })
  worker.unref()
  return worker
}

function fail(error: unknown): void {
  send({ failure: serializeError(error), megabytes: usedMegabytes() })
}

function usedMegabytes(): number {
  return Math.ceil(process.memoryUsage.rss() / MEGABYTE)
}

function send(reply: IsolatedReply): void {
  process.send?.(reply, undefined, undefined, () => {})
}

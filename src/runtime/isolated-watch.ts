// The thread of an isolated process that watches its memory and the process that started it.
import { workerData } from 'node:worker_threads'
import { z } from 'zod'

const { limit, parent } = z.object({ limit: z.instanceof(Int32Array), parent: z.number() }).parse(workerData)
const MEGABYTE = 2 ** 20
/** Ms between two looks: memory is taken by some gigabytes a second at most. */
const PAUSE = 10

const pause = new Int32Array(new SharedArrayBuffer(Int32Array.BYTES_PER_ELEMENT))
for (;;) {
  const isOver = process.memoryUsage.rss() > Atomics.load(limit, 0) * MEGABYTE
  if (isOver || process.ppid !== parent) process.kill(process.pid, 'SIGKILL')
  Atomics.wait(pause, 0, 0, PAUSE)
}

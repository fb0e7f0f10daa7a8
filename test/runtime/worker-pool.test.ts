import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { describe, expect, onTestFinished, test } from 'vitest'
import { UserError } from '../../src/core/errors.js'
import { openWorkerPool, type WorkerPool } from '../../src/runtime/worker-pool.js'
import { workerUrl } from '../../src/runtime/worker-url.js'
import { temporaryFolder } from '../support/temporary-folder.js'

/** Does what a job says; `count` tells how many jobs this thread had. */
const SCRIPT = `
import { serveJobs } from '${workerUrl(new URL('../../src/runtime/x.ts', import.meta.url).href, './serve-jobs.js').href}'
import { UserError } from '${workerUrl(new URL('../../src/core/x.ts', import.meta.url).href, './errors.js').href}'
let count = 0
serveJobs(async (job) => {
  count++
  if (job === 'end') process.exit(3)
  if (job === 'refuse') throw new UserError('no such base')
  if (job === 'count') return { value: count, transfer: [] }
  await new Promise((resolve) => setTimeout(resolve, 20))
  return { value: job, transfer: job instanceof Uint8Array ? [job.buffer] : [] }
})
`

async function poolOf(workers: number): Promise<WorkerPool> {
  const file = join(await temporaryFolder(), 'worker.mjs')
  await writeFile(file, SCRIPT)
  const pool = openWorkerPool(() => pathToFileURL(file), workers)
  onTestFinished(() => pool.close())
  return pool
}

describe('a pool of workers', () => {
  test('answers every job, whatever the number of threads', async () => {
    for (const workers of [1, 2, 4]) {
      const pool = await poolOf(workers)
      const jobs = Array.from({ length: 9 }, (_, i) => i)
      expect(await Promise.all(jobs.map((job) => pool.run(job)))).toEqual(jobs)
    }
  })

  test('starts no more threads than it may, and uses them again', async () => {
    const pool = await poolOf(2)
    await Promise.all(Array.from({ length: 6 }, (_, i) => pool.run(i)))
    const counts = await Promise.all([pool.run('count'), pool.run('count')])
    expect(counts.reduce((sum: number, count) => sum + Number(count), 0)).toBe(8)
  })

  test('gives memory away and takes it back', async () => {
    const pool = await poolOf(1)
    const bytes = new Uint8Array([1, 2, 3])
    const answer = pool.run(bytes, [bytes.buffer])
    expect(bytes.byteLength).toBe(0)
    expect(await answer).toEqual(new Uint8Array([1, 2, 3]))
  })

  test('passes on what a worker throws, by its kind, and goes on', async () => {
    const pool = await poolOf(1)
    await expect(pool.run('refuse')).rejects.toThrow(UserError)
    await expect(pool.run(() => 1)).rejects.toThrow(/could not be cloned/)
    expect(await pool.run(7)).toBe(7)
  })

  test('rejects the job of a worker that ends, and does the others with a new one', async () => {
    const pool = await poolOf(1)
    const ended = expect(pool.run('end')).rejects.toThrow(
      new UserError('a thread has ended before its job was done: look for process.exit in your definitions'),
    )
    expect(await pool.run(5)).toBe(5)
    await ended
  })

  test('rejects what waits when it is closed', async () => {
    const pool = await poolOf(1)
    const results = Promise.allSettled([pool.run(1), pool.run(2)])
    await pool.close()
    expect((await results).map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  })
})

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, test } from 'vitest'
import { withWriterLock } from '../../../src/store/files/writer-lock.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

let folder = ''
beforeEach(async () => {
  folder = await temporaryFolder()
})

const lockText = (pid: number, started = '', host = hostname()): string => JSON.stringify({ pid, host, started })

test('work runs, its result comes back, and the lock is gone, also where the work fails', async () => {
  expect(await withWriterLock(folder, 'candles', () => Promise.resolve(7))).toBe(7)
  await expect(withWriterLock(folder, 'candles', () => Promise.reject(new Error('broken')))).rejects.toThrow('broken')
  expect(await readdir(folder)).toEqual([])
})

test('a second writer is refused while the first is at work, and may write afterwards', async () => {
  await withWriterLock(folder, 'binance/spot/FIL-USDT/1m', async () => {
    await expect(withWriterLock(folder, 'binance/spot/FIL-USDT/1m', () => Promise.resolve())).rejects.toThrow(
      new RegExp(`FIL-USDT/1m is being written by process ${process.pid}; wait`),
    )
  })
  await withWriterLock(folder, 'candles', () => Promise.resolve())
})

test('of many that begin at once at most one is at work at a time', async () => {
  let working = 0
  let most = 0
  const attempt = (): Promise<void> =>
    withWriterLock(folder, 'candles', async () => {
      most = Math.max(most, ++working)
      await new Promise((resolve) => setTimeout(resolve, 5))
      working--
    })
  await Promise.allSettled(Array.from({ length: 20 }, attempt))
  expect(most).toBeLessThanOrEqual(1)
  expect(await readdir(folder)).toEqual([])
})

test('the lock of a process that lives is respected, that of a dead one is taken over', async () => {
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
  await once(child, 'spawn')
  const pid = child.pid ?? 0
  await writeFile(join(folder, `writer-${pid}-a.lock`), lockText(pid))
  const work = (): Promise<void> => withWriterLock(folder, 'candles', () => Promise.resolve())
  await expect(work()).rejects.toThrow(`being written by process ${pid}`)
  child.kill('SIGKILL')
  await once(child, 'exit')
  await work()
  expect(await readdir(folder)).toEqual([])
})

test.runIf(process.platform === 'linux')('a process that only has the number of a dead writer is none', async () => {
  await writeFile(join(folder, `writer-${process.pid}-b.lock`), lockText(process.pid, '12345'))
  await withWriterLock(folder, 'candles', () => Promise.resolve())
  expect(await readdir(folder)).toEqual([])
})

test('a writer on another machine cannot be seen, so its lock is respected', async () => {
  await writeFile(join(folder, 'writer-4000000-c.lock'), lockText(4_000_000, '', 'another-machine'))
  await expect(withWriterLock(folder, 'candles', () => Promise.resolve())).rejects.toThrow(/delete .*writer-4000000-c/)
})

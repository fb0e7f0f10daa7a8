import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdir, readdir, stat, writeFile } from 'node:fs/promises'
import { homedir, hostname } from 'node:os'
import { join } from 'node:path'
import { expect, onTestFinished, test } from 'vitest'
import { defaultTraderLocks, withAccountLock } from '../../../src/workspace/trade/account-lock.js'
import { temporaryFolder } from '../../support/temporary-folder.js'
import { openSession } from './open-session.js'

const venue = { mode: 'live', identity: 'abc' } as const

test('the second trader on an account is refused from another folder, and told of the first', async () => {
  const lockFolder = await temporaryFolder()
  const first = await openSession({ hooks: { lockFolder } })
  const second = await openSession({ hooks: { lockFolder } })
  await withAccountLock(first, venue, async () => {
    const refused = withAccountLock(second, venue, () => Promise.resolve(1))
    await expect(refused).rejects.toThrow(
      `in mode live is traded by process ${process.pid} already, from ${first.context.workspace.directory}: two books`,
    )
    expect(await withAccountLock(second, { ...venue, identity: 'def' }, () => Promise.resolve(2))).toBe(2)
    expect((await stat(join(lockFolder, 'abc'))).mode & 0o077).toBe(0)
  })
  expect(await withAccountLock(second, venue, () => Promise.resolve(3))).toBe(3)
  expect(await readdir(join(lockFolder, 'abc'))).toEqual([])
})

test('the lock of another process names its folder, and is taken over once that is dead', async () => {
  const lockFolder = await temporaryFolder()
  const session = await openSession({ hooks: { lockFolder } })
  const child = spawn(process.execPath, ['-e', 'setTimeout(() => {}, 60000)'])
  onTestFinished(() => void child.kill('SIGKILL'))
  await once(child, 'spawn')
  const mark = JSON.stringify({ pid: child.pid, host: hostname(), started: '', note: '/home/me/first' })
  await mkdir(join(lockFolder, 'abc'))
  await writeFile(join(lockFolder, 'abc', `writer-${child.pid}-a.lock`), mark)
  const work = (): Promise<number> => withAccountLock(session, venue, () => Promise.resolve(4))
  await expect(work()).rejects.toThrow(`is traded by process ${child.pid} already, from /home/me/first:`)
  child.kill('SIGKILL')
  await once(child, 'exit')
  expect(await work()).toBe(4)
})

test('locks lie outside of every workspace, where the user alone decides', async () => {
  expect(await defaultTraderLocks()).toBe(join(homedir(), '.local', 'state', 'followupward', 'traders'))
})

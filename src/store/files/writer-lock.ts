import { randomUUID } from 'node:crypto'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeFolder } from './make-folder.js'
import { UserError } from '../../core/errors.js'
import { isMarkOwnerRunning, currentProcessMark } from './process-mark.js'

const LOCK_FILE = /^writer-(\d+)-[\w-]+\.lock$/

/** Whether a file of that name is the lock of a writer. */
export function isLockName(name: string): boolean {
  return LOCK_FILE.test(name)
}

/** A refused writer holds its own lock for a moment, which must not refuse others: the lock is tried so often. */
const ATTEMPTS = 4

/**
 * Runs `work` as the only writer of a folder. The lock of a dead process is taken over; throws UserError where another
 * writer is at work. `label` names what is written in that message.
 *
 * Every writer makes a lock file of its own, named by its process and a nonce, and then looks for others: so removing a
 * dead writer's file can never remove that of a live one. Of two writers that begin at the same moment both may step
 * back and try again.
 */
export async function withWriterLock<T>(folder: string, label: string, work: () => Promise<T>): Promise<T> {
  await makeFolder(folder)
  const file = await lock(folder, label)
  try {
    return await work()
  } finally {
    lockedHere.delete(resolve(folder))
    await rm(file, { force: true })
  }
}

/** Folders that this process writes in or tries to: two writers of one process would step back from each other in step. */
const lockedHere = new Set<string>()

/** Resolves to the path of the writer's lock, which is then the only one. */
async function lock(folder: string, label: string): Promise<string> {
  const text = await currentProcessMark()
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryLock(folder, label, text)
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof UserError)) throw error
      await sleep(attempt * (20 + (process.pid % 16)))
    }
  }
}

async function tryLock(folder: string, label: string, text: string): Promise<string> {
  const key = resolve(folder)
  if (lockedHere.has(key))
    throw new UserError(`${label} is being written by process ${process.pid}; wait until it is done`)
  lockedHere.add(key)
  const ownName = `writer-${process.pid}-${randomUUID()}.lock`
  const file = join(folder, ownName)
  try {
    await writeFile(file, text)
    await refuseOthers(folder, label, ownName)
    return file
  } catch (error) {
    lockedHere.delete(key)
    await rm(file, { force: true })
    throw error
  }
}

async function refuseOthers(folder: string, label: string, ownName: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = LOCK_FILE.exec(name) ?? []
    if (!pid || name === ownName) continue
    const file = join(folder, name)
    if (await isMarkOwnerRunning(Number(pid), file)) {
      throw new UserError(
        `${label} is being written by process ${pid}; wait until it is done, or delete ${file} if that process has nothing to do with it`,
      )
    }
    await rm(file, { force: true })
  }
}

import { randomUUID } from 'node:crypto'
import { readdir, rm, writeFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { makeFolder } from './make-folder.js'
import { UserError } from '../../core/errors.js'
import { isMarkOwnerRunning, currentProcessMark, readMarkNote } from './process-mark.js'

const LOCK_FILE = /^writer-(\d+)-[\w-]+\.lock$/

/** Whether a file of that name is the lock of a writer. */
export function isLockName(name: string): boolean {
  return LOCK_FILE.test(name)
}

/** A refused writer holds its own lock for a moment, which must not refuse others: the lock is tried so often. */
const ATTEMPTS = 4

/** Runs `work` as the only writer of a folder, as `withLock` does; `label` names what is written where it is refused. */
export async function withWriterLock<T>(folder: string, label: string, work: () => Promise<T>): Promise<T> {
  const describeRefusal = ({ pid, file }: LockOwner): string =>
    `${label} is being written by process ${pid}; wait until it is done${
      file === undefined ? '' : `, or delete ${file} if that process has nothing to do with it`
    }`
  return withLock(folder, { describeRefusal }, work)
}

/** Who has a lock already. */
export interface LockOwner {
  readonly pid: number
  /** Its file; undefined where it is this process. */
  readonly file: string | undefined
  readonly note: string | undefined
}

export interface LockOptions {
  /** What whoever is refused is told of this process. */
  readonly note?: string
  readonly describeRefusal: (owner: LockOwner) => string
}

/**
 * Runs `work` as the only process that has the lock in a folder, which is made for this user alone where it is missing. The
 * lock of a dead process is taken over; throws UserError where another one has it.
 *
 * Every writer makes a lock file of its own, named by its process and a nonce, and then looks for others: so removing a
 * dead writer's file can never remove that of a live one. Of two writers that begin at the same moment both may step
 * back and try again.
 */
export async function withLock<T>(folder: string, options: LockOptions, work: () => Promise<T>): Promise<T> {
  await makeFolder(folder, 0o700)
  const file = await lock(folder, options)
  try {
    return await work()
  } finally {
    lockedHere.delete(resolve(folder))
    await rm(file, { force: true })
  }
}

/** Folders that this process has locked or tries to, with its note: two writers of one process would step back from each other in step. */
const lockedHere = new Map<string, string | undefined>()

/** Resolves to the path of the writer's lock, which is then the only one. */
async function lock(folder: string, options: LockOptions): Promise<string> {
  const text = await currentProcessMark(options.note)
  for (let attempt = 1; ; attempt++) {
    try {
      return await tryLock(folder, options, text)
    } catch (error) {
      if (attempt === ATTEMPTS || !(error instanceof UserError)) throw error
      await sleep(attempt * (20 + (process.pid % 16)))
    }
  }
}

async function tryLock(folder: string, options: LockOptions, text: string): Promise<string> {
  const key = resolve(folder)
  if (lockedHere.has(key)) {
    const owner = { pid: process.pid, file: undefined, note: lockedHere.get(key) }
    throw new UserError(options.describeRefusal(owner))
  }
  lockedHere.set(key, options.note)
  const ownName = `writer-${process.pid}-${randomUUID()}.lock`
  const file = join(folder, ownName)
  try {
    await writeFile(file, text, { mode: 0o600 })
    await refuseOthers(folder, options, ownName)
    return file
  } catch (error) {
    lockedHere.delete(key)
    await rm(file, { force: true })
    throw error
  }
}

async function refuseOthers(folder: string, { describeRefusal }: LockOptions, ownName: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const [, pid] = LOCK_FILE.exec(name) ?? []
    if (!pid || name === ownName) continue
    const file = join(folder, name)
    if (await isMarkOwnerRunning(Number(pid), file)) {
      throw new UserError(describeRefusal({ pid: Number(pid), file, note: await readMarkNote(file) }))
    }
    await rm(file, { force: true })
  }
}

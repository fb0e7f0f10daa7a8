import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemCodeOf } from '../../core/errors.js'
import { DAY } from '../../core/time.js'
import { listNames } from '../files/paths.js'
import { isMarkOwnerRunning, currentProcessMark } from '../files/process-mark.js'

/** The suffix of every file of rows. */
export const ROW_FILE_SUFFIX = '.rows'
const MARK = /\.used-(\d+)-\d+$/

let counter = 0

/** Marks a file of rows as used by this process before it is opened; resolves to a function that removes the mark. */
export async function markRowFileUsed(file: string): Promise<() => Promise<void>> {
  const mark = `${file}.used-${process.pid}-${++counter}`
  try {
    await writeFile(mark, await currentProcessMark())
  } catch (error) {
    // // A missing folder, or one that nobody may change, has nothing that could be removed.
    if (!['ENOENT', 'EROFS', 'EACCES', 'EPERM'].includes(systemCodeOf(error) ?? '')) throw error
  }
  return () => rm(mark, { force: true })
}

export interface RowFileRetention {
  /** Epoch ms. */
  readonly now: number
  /** A file is removed so many days after its last use. */
  readonly maxAgeDays: number
  /** The limit of all files together; beyond it the files used longest ago are removed. */
  readonly maxBytes: number
}

/** The number of removed files, and of their bytes. */
export interface RemovedRowFiles {
  readonly files: number
  readonly bytes: number
}

/**
 * Removes the files of rows in a folder that were not used for long or exceed the limit, but never one that a running
 * process uses.
 */
export async function removeUnusedRowFiles(
  folder: string,
  { now, maxAgeDays, maxBytes }: RowFileRetention,
): Promise<RemovedRowFiles> {
  let [keptBytes, files, removed] = [0, 0, 0]
  for (const { file, size, used } of await rowFilesIn(folder)) {
    const isWanted = now - used <= maxAgeDays * DAY && keptBytes + size <= maxBytes
    if (!isWanted && (await removeUnlessUsed(file))) {
      files++
      removed += size
    } else {
      keptBytes += size
    }
  }
  return { files, bytes: removed }
}

interface FoundFile {
  readonly file: string
  readonly size: number
  /** Epoch ms. */
  readonly used: number
}

/** Lists files, the last used first. */
async function rowFilesIn(folder: string): Promise<FoundFile[]> {
  const found: FoundFile[] = []
  for (const name of await listNames(folder)) {
    if (!name.endsWith(ROW_FILE_SUFFIX)) continue
    const file = join(folder, name)
    const known = await stat(file).catch(() => undefined)
    if (known?.isFile()) found.push({ file, size: known.size, used: known.mtimeMs })
  }
  return found.sort((a, b) => b.used - a.used)
}

/**
 * Removes a file unless a process uses it; a process that begins to use it meanwhile finds it again, or makes it anew.
 */
async function removeUnlessUsed(file: string): Promise<boolean> {
  if (await isUsed(file)) return false
  const aside = `${file}.tmp-${process.pid}-${++counter}`
  try {
    await rename(file, aside)
  } catch (error) {
    // // Another process removed it, or the system does not allow to remove open files.
    if (['ENOENT', 'EPERM', 'EACCES', 'EBUSY'].includes(systemCodeOf(error) ?? '')) return false
    throw error
  }
  if (await isUsed(file)) {
    await rename(aside, file)
    return false
  }
  await rm(aside, { force: true })
  return true
}

/** Whether a running process uses the file; marks of dead processes are removed. */
async function isUsed(file: string): Promise<boolean> {
  const folder = dirname(file)
  for (const name of await listNames(folder)) {
    const [end, pid] = MARK.exec(name) ?? []
    if (end === undefined || name.slice(0, -end.length) !== basename(file)) continue
    const mark = join(folder, name)
    if (await isMarkOwnerRunning(Number(pid), mark)) return true
    await rm(mark, { force: true })
  }
  return false
}

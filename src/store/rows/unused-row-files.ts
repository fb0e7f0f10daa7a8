import { rename, rm, stat, writeFile } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { systemCodeOf } from '../../core/errors.js'
import { DAY } from '../../core/time.js'
import { listNames } from '../files/paths.js'
import { isMarkOwnerRunning, currentProcessMark } from '../files/process-mark.js'

/** Ends the name of a file of rows. */
export const ROW_FILE_SUFFIX = '.rows'
const MARK = /\.used-(\d+)-\d+$/

let counter = 0

/** Says that this process uses a file of rows, before it opens it; resolves to what takes that back. */
export async function markRowFileUsed(file: string): Promise<() => Promise<void>> {
  const mark = `${file}.used-${process.pid}-${++counter}`
  try {
    await writeFile(mark, await currentProcessMark())
  } catch (error) {
    // Without a folder, or in one that nobody may change, there is nothing that could be removed.
    if (!['ENOENT', 'EROFS', 'EACCES', 'EPERM'].includes(systemCodeOf(error) ?? '')) throw error
  }
  return () => rm(mark, { force: true })
}

export interface RowFileRetention {
  /** Epoch ms. */
  readonly now: number
  /** Since a file was used last, after which it is removed. */
  readonly maxAgeDays: number
  /** Of all files together; beyond it those used longest ago are removed. */
  readonly maxBytes: number
}

/** Files that were removed, and their bytes. */
export interface RemovedRowFiles {
  readonly files: number
  readonly bytes: number
}

/** Removes files of rows from a folder that were not used for long or are too many; never one that a running process uses. */
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

/** The last used first. */
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

/** A process that begins to use the file while it is on its way out finds it again, or makes it anew. */
async function removeUnlessUsed(file: string): Promise<boolean> {
  if (await isUsed(file)) return false
  const aside = `${file}.tmp-${process.pid}-${++counter}`
  try {
    await rename(file, aside)
  } catch (error) {
    // Another process removed it, or a system that does not let go of open files.
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

/** Marks of dead processes are removed. */
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

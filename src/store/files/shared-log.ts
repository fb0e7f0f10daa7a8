import { open, readFile, type FileHandle } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import { systemCodeOf } from '../../core/errors.js'
import { makeFolder } from './make-folder.js'
import { pathExists } from './paths.js'
import { syncFolder } from './staged-file.js'

/** The content of a log that several processes write to. */
export interface SharedLog {
  readonly lines: readonly string[]
  /** Lines that are not what was written: of a killed writer, a full disk, or a hand. */
  readonly damagedLines: number
}

const CRC_DIGITS = 8

/** Reads a shared log. A damaged line is counted and hides none of the others; a missing file is empty. */
export async function readSharedLog(file: string): Promise<SharedLog> {
  const found = await readText(file)
  const texts = found.split('\n').filter((text) => text !== '')
  const lines = texts.flatMap((text) => lineOf(text) ?? [])
  return { lines, damagedLines: texts.length - lines.length }
}

async function readText(file: string): Promise<string> {
  try {
    return await readFile(file, 'utf8')
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return ''
    throw error
  }
}

function lineOf(text: string): string | undefined {
  const line = text.slice(CRC_DIGITS + 1)
  return text === withChecksum(line) ? line : undefined
}

function withChecksum(line: string): string {
  return `${crc32(line).toString(16).padStart(CRC_DIGITS, '0')} ${line}`
}

/**
 * Appends a line to a shared log and syncs; it is there when it resolves. Any number of processes may append at once without a lock:
 * the line goes out in one write to the end of the file, and begins with the line break, so that what another writer left
 * unfinished ends there. Rejects with the system's error where the disk is full or the file cannot be written.
 */
export async function appendToSharedLog(file: string, line: string): Promise<void> {
  await makeFolder(dirname(file))
  const isNew = !(await pathExists(file))
  const handle = await open(file, 'a')
  try {
    await writeAtOnce(handle, Buffer.from(`\n${withChecksum(line)}`))
    await handle.datasync()
  } finally {
    await handle.close()
  }
  if (isNew) await syncFolder(dirname(file))
}

/**
 * A write that ended early is repeated from its beginning, since lines of others may follow what it left, which counts as damaged.
 * Where the disk is full the repetition fails with the system's error.
 */
async function writeAtOnce(handle: FileHandle, bytes: Buffer): Promise<void> {
  const { bytesWritten } = await handle.write(bytes)
  if (bytesWritten === bytes.byteLength) return
  const again = await handle.write(bytes)
  if (again.bytesWritten < bytes.byteLength) throw new Error('the end of the file was not written')
}

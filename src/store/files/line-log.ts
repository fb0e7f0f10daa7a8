import { open, readFile } from 'node:fs/promises'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import { systemCodeOf } from '../../core/errors.js'
import { syncFolder } from './staged-file.js'

/** The content of a line log. */
export interface LineLog {
  readonly lines: readonly string[]
  /** The number of bytes up to the end of the last valid line. */
  readonly validBytes: number
}

const CRC_DIGITS = 8
const EMPTY: LineLog = { lines: [], validBytes: 0 }

/**
 * Reads an append-only file of lines, each behind its checksum. Reading ends before the first line whose checksum is
 * wrong, so that what a killed writer or a full disk left unfinished is ignored. A missing file is empty.
 */
export async function readLineLog(file: string): Promise<LineLog> {
  try {
    return linesIn(await readFile(file))
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return EMPTY
    throw error
  }
}

function linesIn(bytes: Buffer): LineLog {
  const lines: string[] = []
  let validBytes = 0
  for (let end = bytes.indexOf(10); end >= 0; end = bytes.indexOf(10, validBytes)) {
    const line = lineOf(bytes.toString('utf8', validBytes, end))
    if (line === undefined) break
    lines.push(line)
    validBytes = end + 1
  }
  return { lines, validBytes }
}

function lineOf(text: string): string | undefined {
  const line = text.slice(CRC_DIGITS + 1)
  return text === withChecksum(line) ? line : undefined
}

function withChecksum(line: string): string {
  return `${crc32(line).toString(16).padStart(CRC_DIGITS, '0')} ${line}`
}

/**
 * Appends lines behind the first `validBytes` of the file, cuts off what follows them, and syncs. Resolves to the new
 * number of valid bytes. Only one writer may call it at a time.
 */
export async function appendToLineLog(file: string, lines: readonly string[], validBytes: number): Promise<number> {
  const bytes = Buffer.from(lines.map((line) => `${withChecksum(line)}\n`).join(''))
  const handle = await open(file, validBytes === 0 ? 'w' : 'r+')
  try {
    await handle.truncate(validBytes)
    for (let done = 0; done < bytes.byteLength;) {
      done += (await handle.write(bytes, done, bytes.byteLength - done, validBytes + done)).bytesWritten
    }
    await handle.datasync()
  } finally {
    await handle.close()
  }
  if (validBytes === 0) await syncFolder(dirname(file))
  return validBytes + bytes.byteLength
}

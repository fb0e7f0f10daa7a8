import { open, type FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import type { Calendar } from '../../core/calendar.js'
import { UserError } from '../../core/errors.js'
import { makeFrame, type Column, type Frame } from '../../core/frame.js'
import { timeAt, type Grid } from '../../core/grid.js'
import { stageFile, writeAtomically, type StagedFile } from '../files/staged-file.js'
import { ArrowFormatError, BYTES_PER_VALUE, readFully } from './arrow-decode.js'
import { encodeArrowFile } from './arrow-encode.js'
import { bytesOfColumn, type StoredColumn } from './column-bytes.js'
import {
  TIMESTAMP_COLUMN,
  encodeFrameMetadata,
  readFrameHeader,
  setAsideIfDamaged,
  type CheckedHeader,
  type FrameHeader,
  type FrameMetadata,
} from './frame-header.js'

/** A read of `target.length` values of one column, beginning with row `from` of the file. */
export interface ColumnRead {
  readonly name: string
  readonly target: Column
  readonly from: number
}

/** An open frame file: all reads belong to one state of the file, even where it is replaced meanwhile. */
export interface OpenFrameFile {
  readonly header: FrameHeader
  /**
   * Reads columns straight into the given memory. The checksum of a column is verified at its first read in this
   * process.
   */
  read(reads: readonly ColumnRead[]): Promise<void>
  close(): Promise<void>
}

/** Writes a frame as one Arrow IPC file and replaces an existing file in one step. */
export async function writeFrameFile(file: string, frame: Frame, metadata: FrameMetadata): Promise<void> {
  await writeAtomically(file, encodeFrame(frame, metadata))
}

/**
 * Stages a frame file and leaves the commit to the caller, so that several files can be put in place together. Checksums
 * of columns that are known already are not computed again.
 */
export async function stageFrameFile(
  file: string,
  frame: Frame,
  metadata: FrameMetadata,
  checksums?: ReadonlyMap<string, number>,
): Promise<StagedFile> {
  return stageFile(file, encodeFrame(frame, metadata, checksums))
}

/** Encodes a frame file in parts. Equal frames and metadata give equal bytes. */
export function encodeFrame(
  frame: Frame,
  metadata: FrameMetadata,
  checksums?: ReadonlyMap<string, number>,
): Uint8Array[] {
  const { grid } = frame
  const columns: [string, StoredColumn][] = [[TIMESTAMP_COLUMN, timestampsOfGrid(grid)], ...frame.columns]
  const checksumOf = (name: string, values: StoredColumn): number =>
    checksums?.get(name) ?? crc32(bytesOfColumn(values))
  const crcs = Object.fromEntries(columns.map(([name, values]) => [name, checksumOf(name, values)]))
  return encodeArrowFile(columns, grid.rows, encodeFrameMetadata(grid, crcs, metadata))
}

/**
 * Returns the open time of every row in epoch ms, as files store it. The times are written in halves of 32 bits, low
 * half first as all values of these files are, because a BigInt for each row takes twenty times as long.
 */
export function timestampsOfGrid(grid: Grid): BigInt64Array {
  const times = new BigInt64Array(grid.rows)
  const halves = new Uint32Array(times.buffer)
  for (let row = 0; row < grid.rows; row++) {
    const time = timeAt(grid, row)
    halves[2 * row] = time
    halves[2 * row + 1] = Math.floor(time / 2 ** 32)
  }
  return times
}

/**
 * Reads the given columns (default: all). Throws DamagedFileError, after the file was set aside, where the file differs
 * from what was written, and ENOENT where there is no file.
 */
export async function readFrameFile(
  file: string,
  calendar: Calendar,
  columns?: readonly string[],
): Promise<{ frame: Frame; metadata: FrameMetadata }> {
  return withFrameFile(file, async (opened) => {
    const { header } = opened
    if (header.calendar !== calendar.id) {
      throw new UserError(`${file} belongs to the calendar ${header.calendar}, expected ${calendar.id}`)
    }
    const names = columns ?? [...header.columns.keys()]
    const targets = names.map((name) => [name, allocateColumn(header, name, header.rows)] as const)
    await opened.read(targets.map(([name, target]) => ({ name, target, from: 0 })))
    return {
      frame: makeFrame({ calendar, first: header.first, rows: header.rows }, targets),
      metadata: header.metadata,
    }
  })
}

/** Reads the metadata of the writer alone. */
export async function readFrameMetadata(file: string): Promise<FrameMetadata> {
  return withFrameFile(file, ({ header }) => Promise.resolve(header.metadata))
}

/** Opens a file for `work` and closes it whatever happens. */
export async function withFrameFile<T>(file: string, work: (opened: OpenFrameFile) => Promise<T>): Promise<T> {
  const opened = await openFrameFile(file)
  try {
    return await work(opened)
  } finally {
    await opened.close()
  }
}

/** Opens a file and checks its header; the caller closes it. It throws the errors of `readFrameFile`. */
export async function openFrameFile(file: string): Promise<OpenFrameFile> {
  const handle = await open(file, 'r')
  try {
    const header = await readFrameHeader(handle, file)
    return {
      header,
      read: async (reads) => {
        try {
          await checkTimes(handle, header)
          for (const read of reads) await readColumn(handle, header, read)
        } catch (error) {
          throw await setAsideIfDamaged(file, header.identity, error)
        }
      },
      close: () => handle.close(),
    }
  } catch (error) {
    await handle.close()
    throw error
  }
}

/** Allocates a zeroed column of the type that the file has under that name, with room for `rows` values. */
export function allocateColumn(header: FrameHeader, name: string, rows: number): Column {
  const type = header.columns.get(name)
  if (type === 'float64') return new Float64Array(rows)
  if (type === 'float32') return new Float32Array(rows)
  if (type === 'uint8') return new Uint8Array(rows)
  throw new RangeError(`${header.file} has no column ${name}; there are ${[...header.columns.keys()].join(', ')}`)
}

async function readColumn(
  handle: FileHandle,
  header: CheckedHeader,
  { name, target, from }: ColumnRead,
): Promise<void> {
  const region = header.regions.get(name)
  const width = region ? BYTES_PER_VALUE[region.type] : 0
  if (!region || target.BYTES_PER_ELEMENT !== width || from < 0 || from + target.length > header.rows) {
    throw new RangeError(`column ${name} of ${header.file}: ${target.length} values from row ${from} do not fit`)
  }
  const into = bytesOfColumn(target)
  if (header.checked.has(name)) return readFully(handle, into, region.offset + from * width)
  const whole = target.length === header.rows ? into : new Uint8Array(header.rows * width)
  await readFully(handle, whole, region.offset)
  if (crc32(whole) !== header.crcs[name]) throw new ArrowFormatError(`the checksum of its column ${name} is wrong`)
  header.checked.add(name)
  if (whole !== into) into.set(whole.subarray(from * width, from * width + into.byteLength))
}

/** Verifies the time stamps once: this program does not read them, but others do, and no damage may go unnoticed. */
async function checkTimes(handle: FileHandle, header: CheckedHeader): Promise<void> {
  if (header.checked.has(TIMESTAMP_COLUMN)) return
  const times = new Float64Array(header.rows)
  await readColumn(handle, header, { name: TIMESTAMP_COLUMN, target: times, from: 0 })
}

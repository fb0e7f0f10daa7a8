import { open, type FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import type { Calendar } from '../../core/calendar.js'
import { UserError, systemCodeOf } from '../../core/errors.js'
import { makeFrame, type Column, type Frame } from '../../core/frame.js'
import { timeAt, type Grid } from '../../core/grid.js'
import { fileIdentity, setAsideDamagedFile } from '../files/damaged-file.js'
import { stageFile, writeAtomically, type StagedFile } from '../files/staged-file.js'
import {
  ArrowFormatError,
  BYTES_PER_VALUE,
  readArrowLayout,
  readFully,
  type ArrowLayout,
  type ColumnRegion,
  type ColumnType,
} from './arrow-decode.js'
import { bytesOfColumn, encodeArrowFile, type StoredColumn } from './arrow-encode.js'

export type FrameMetadata = Readonly<Record<string, string>>

/** The column of open times that every file has for other readers. This program derives the times from the grid. */
export const TIMESTAMP_COLUMN = 'timestamp'

/** Keys of the metadata that this module stores beside the caller's. */
const GRID_KEY = 'followupward.grid'
const CRC_KEY = 'followupward.crc32'
/** The crc32 of all other metadata, so that a flipped byte in it is found too. */
const SELF_KEY = 'followupward.checksum'

const gridSchema = z.strictObject({ calendar: z.string(), first: z.int(), rows: z.int().min(0) })
const crcSchema = z.record(z.string(), z.int())

/** The header of a frame file. */
export interface FrameHeader {
  readonly file: string
  /** Ordinal of the first row. */
  readonly first: number
  readonly rows: number
  /** Id of the calendar that the ordinals belong to. */
  readonly calendar: string
  /** The metadata of the writer, without the keys of this module. */
  readonly metadata: FrameMetadata
  /** The columns of the frame in their order, without the time stamps. */
  readonly columns: ReadonlyMap<string, ColumnType>
}

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

interface CheckedHeader extends FrameHeader {
  readonly identity: string
  readonly regions: ReadonlyMap<string, ColumnRegion>
  readonly crcs: Readonly<Record<string, number>>
  /** Names of the columns whose checksum this process has verified. */
  readonly checked: Set<string>
}

/** Headers of files that were read before, by path; an entry is void once the identity of the file changes. */
const headers = new Map<string, CheckedHeader>()
const MAX_HEADERS = 4096

/** Writes a frame as one Arrow IPC file and replaces an existing file in one step. */
export async function writeFrameFile(file: string, frame: Frame, metadata: FrameMetadata): Promise<void> {
  await writeAtomically(file, encodeFrame(frame, metadata))
}

/** Stages a frame file and leaves the commit to the caller, so that several files can be put in place together. */
export async function stageFrameFile(file: string, frame: Frame, metadata: FrameMetadata): Promise<StagedFile> {
  return stageFile(file, encodeFrame(frame, metadata))
}

/** Encodes a frame file in parts. Equal frames and metadata give equal bytes. */
export function encodeFrame(frame: Frame, metadata: FrameMetadata): Uint8Array[] {
  const { grid } = frame
  const columns: [string, StoredColumn][] = [[TIMESTAMP_COLUMN, timestampsOfGrid(grid)], ...frame.columns]
  const crcs = Object.fromEntries(columns.map(([name, values]) => [name, crc32(bytesOfColumn(values))]))
  const own = new Map(Object.entries(metadata))
  own.set(GRID_KEY, JSON.stringify({ calendar: grid.calendar.id, first: grid.first, rows: grid.rows }))
  own.set(CRC_KEY, JSON.stringify(crcs))
  own.set(SELF_KEY, selfChecksum(own))
  return encodeArrowFile(columns, grid.rows, own)
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

function selfChecksum(metadata: ReadonlyMap<string, string>): string {
  const entries = [...metadata].filter(([key]) => key !== SELF_KEY).sort(([a], [b]) => (a < b ? -1 : 1))
  return String(crc32(JSON.stringify(entries)))
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

/** The header of a file; undefined where there is none, or a damaged one, which is left to whoever reads it. */
export async function peekFrameHeader(file: string): Promise<FrameHeader | undefined> {
  try {
    const handle = await open(file, 'r')
    try {
      const stats = await handle.stat()
      return headerFrom(file, fileIdentity(stats), readArrowLayout(handle.fd, stats.size))
    } finally {
      await handle.close()
    }
  } catch (error) {
    if (error instanceof ArrowFormatError || systemCodeOf(error) === 'ENOENT') return undefined
    throw error
  }
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
    const header = await headerOf(handle, file)
    return {
      header,
      read: async (reads) => {
        try {
          await checkTimes(handle, header)
          for (const read of reads) await readColumn(handle, header, read)
        } catch (error) {
          throw await damageOf(file, header.identity, error)
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

async function headerOf(handle: FileHandle, file: string): Promise<CheckedHeader> {
  const stats = await handle.stat()
  const identity = fileIdentity(stats)
  const known = headers.get(file)
  if (known?.identity === identity) return known
  try {
    const header = headerFrom(file, identity, readArrowLayout(handle.fd, stats.size))
    if (headers.size >= MAX_HEADERS) headers.clear()
    headers.set(file, header)
    return header
  } catch (error) {
    throw await damageOf(file, identity, error)
  }
}

function headerFrom(file: string, identity: string, layout: ArrowLayout): CheckedHeader {
  if (layout.metadata.get(SELF_KEY) !== selfChecksum(layout.metadata)) {
    throw new ArrowFormatError('the checksum of its header is wrong')
  }
  const grid = parsed(gridSchema, layout.metadata.get(GRID_KEY))
  const crcs = parsed(crcSchema, layout.metadata.get(CRC_KEY))
  const names = [...layout.columns.keys()]
  if (grid.rows !== layout.rows || names.some((name) => crcs[name] === undefined)) {
    throw new ArrowFormatError('its header contradicts itself')
  }
  const columns = [...layout.columns].flatMap(([name, { type }]) =>
    name === TIMESTAMP_COLUMN ? [] : [[name, type] as const],
  )
  return {
    file,
    identity,
    ...grid,
    metadata: callersOf(layout.metadata),
    columns: new Map(columns),
    regions: layout.columns,
    crcs,
    checked: new Set(),
  }
}

function callersOf(metadata: ReadonlyMap<string, string>): FrameMetadata {
  return Object.fromEntries([...metadata].filter(([key]) => ![GRID_KEY, CRC_KEY, SELF_KEY].includes(key)))
}

function parsed<Schema extends z.ZodType>(schema: Schema, text: string | undefined): z.output<Schema> {
  if (text === undefined) throw new ArrowFormatError('it was not written by this program')
  const result = schema.safeParse(JSON.parse(text))
  if (!result.success) throw new ArrowFormatError('its header is damaged')
  return result.data
}

/** Sets a file with damaged bytes aside and returns that error; any other error is returned as it is. */
async function damageOf(file: string, identity: string, error: unknown): Promise<unknown> {
  if (!(error instanceof ArrowFormatError)) return error
  headers.delete(file)
  return setAsideDamagedFile(file, identity, error.message)
}

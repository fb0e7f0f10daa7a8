import { open, type FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { z } from 'zod'
import { systemCodeOf } from '../../core/errors.js'
import type { Grid } from '../../core/grid.js'
import { fileIdentity, setAsideDamagedFile } from '../files/damaged-file.js'
import {
  ArrowFormatError,
  readArrowLayout,
  type ArrowLayout,
  type ColumnRegion,
  type ColumnType,
} from './arrow-decode.js'

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

/** The header of a file with the places and checksums of its columns. */
export interface CheckedHeader extends FrameHeader {
  readonly identity: string
  readonly regions: ReadonlyMap<string, ColumnRegion>
  readonly crcs: Readonly<Record<string, number>>
  /** Names of the columns whose checksum this process has verified. */
  readonly checked: Set<string>
}

/** Headers of files that were read before, by path; an entry is void once the identity of the file changes. */
const headers = new Map<string, CheckedHeader>()
const MAX_HEADERS = 4096

/** Encodes the metadata of a frame file: the caller's, the grid, the checksum of each column and that of all metadata. */
export function encodeFrameMetadata(
  { calendar, first, rows }: Grid,
  crcs: Readonly<Record<string, number>>,
  metadata: FrameMetadata,
): ReadonlyMap<string, string> {
  const encoded = new Map(Object.entries(metadata))
  encoded.set(GRID_KEY, JSON.stringify({ calendar: calendar.id, first, rows }))
  encoded.set(CRC_KEY, JSON.stringify(crcs))
  encoded.set(SELF_KEY, metadataChecksum(encoded))
  return encoded
}

function metadataChecksum(metadata: ReadonlyMap<string, string>): string {
  const entries = [...metadata].filter(([key]) => key !== SELF_KEY).sort(([a], [b]) => (a < b ? -1 : 1))
  return String(crc32(JSON.stringify(entries)))
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

/** Reads and checks the header of an open file; an unchanged file is read once in this process. */
export async function readFrameHeader(handle: FileHandle, file: string): Promise<CheckedHeader> {
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
    throw await setAsideIfDamaged(file, identity, error)
  }
}

function headerFrom(file: string, identity: string, layout: ArrowLayout): CheckedHeader {
  if (layout.metadata.get(SELF_KEY) !== metadataChecksum(layout.metadata)) {
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
    metadata: callerMetadataOf(layout.metadata),
    columns: new Map(columns),
    regions: layout.columns,
    crcs,
    checked: new Set(),
  }
}

function callerMetadataOf(metadata: ReadonlyMap<string, string>): FrameMetadata {
  return Object.fromEntries([...metadata].filter(([key]) => ![GRID_KEY, CRC_KEY, SELF_KEY].includes(key)))
}

function parsed<Schema extends z.ZodType>(schema: Schema, text: string | undefined): z.output<Schema> {
  if (text === undefined) throw new ArrowFormatError('it was not written by this program')
  const result = schema.safeParse(JSON.parse(text))
  if (!result.success) throw new ArrowFormatError('its header is damaged')
  return result.data
}

/** Sets a file with damaged bytes aside and returns that error; any other error is returned as it is. */
export async function setAsideIfDamaged(file: string, identity: string, error: unknown): Promise<unknown> {
  if (!(error instanceof ArrowFormatError)) return error
  headers.delete(file)
  return setAsideDamagedFile(file, identity, error.message)
}

import { readSync } from 'node:fs'
import type { FileHandle } from 'node:fs/promises'
import { crc32 } from 'node:zlib'
import { DataType, Message, Precision } from 'apache-arrow'
import { Footer, type FileBlock } from 'apache-arrow/ipc/metadata/file'
import { CHECKSUM_BYTES, decodeChecksums, type HeaderChecksums } from './header-checksums.js'

export type ColumnType = 'float64' | 'float32' | 'uint8' | 'timestamp'

export const BYTES_PER_VALUE: Readonly<Record<ColumnType, number>> = { float64: 8, float32: 4, uint8: 1, timestamp: 8 }

/** The place of one column's values in a file. */
export interface ColumnRegion {
  readonly type: ColumnType
  /** Byte offset in the file. */
  readonly offset: number
}

/** The header of an Arrow IPC file: its rows, its metadata and the places of its columns. */
export interface ArrowLayout {
  readonly rows: number
  readonly metadata: ReadonlyMap<string, string>
  readonly columns: ReadonlyMap<string, ColumnRegion>
}

/** The bytes are not what `encodeArrowFile` writes; the message says what is wrong. */
export class ArrowFormatError extends Error {
  override readonly name = 'ArrowFormatError'
}

const MAGIC = 'ARROW1'
const TAIL = 4 + MAGIC.length
/**
 * This mark ends a stream of messages; it lies before the footer, or before the header checksums where there are any.
 */
const END_OF_STREAM = Buffer.from([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0])
/** So many bytes are read at once from the end; they hold the whole footer of nearly every file. */
const FOOTER_GUESS = 32 * 1024

/**
 * Reads the footer and the header of the record batch, but no values. Throws ArrowFormatError. The call blocks: it
 * reads a few kilobytes, and the thread pool takes several times as long as the reading.
 */
export function readArrowLayout(fd: number, size: number): ArrowLayout {
  if (size < 2 * MAGIC.length + 4) throw new ArrowFormatError(size === 0 ? 'it is empty' : 'it is cut off')
  const { bytes: footerBytes, seal } = readFooter(fd, size)
  const { footer, block } = decoded(footerBytes, footerOf)
  if (!block || footer.numDictionaries > 0) throw new ArrowFormatError('it does not hold exactly one record batch')
  const bodyOffset = block.offset + block.metaDataLength
  if (block.offset < 8 || block.metaDataLength < 8 || bodyOffset + block.bodyLength > size) {
    throw new ArrowFormatError('its record batch lies outside of it')
  }
  const header = readBytes(fd, block.offset, block.metaDataLength)
  if (seal) requireChecksum(header, seal.batches)
  return decoded(header.subarray(8), (bytes) => layoutOf(footer, Message.decode(bytes), bodyOffset, block.bodyLength))
}

/**
 * Decodes the footer, and the place of its record batch where it has exactly one: damage in that place shows only when
 * it is decoded.
 */
function footerOf(bytes: Uint8Array): { readonly footer: Footer; readonly block: FileBlock | null } {
  const footer = Footer.decode(bytes)
  return { footer, block: footer.numRecordBatches === 1 ? footer.getRecordBatch(0) : null }
}

function layoutOf(footer: Footer, message: Message, bodyOffset: number, bodyLength: number): ArrowLayout {
  if (!message.isRecordBatch()) throw new ArrowFormatError('its record batch is not one')
  const { length, nodes, buffers } = message.header()
  const { fields } = footer.schema
  if (nodes.length !== fields.length || buffers.length !== 2 * fields.length) {
    throw new ArrowFormatError('its columns do not fit its schema')
  }
  const columns = fields.map((field, index) => {
    const type = columnType(field.type)
    const region = buffers[2 * index + 1]
    const bytes = length * BYTES_PER_VALUE[type]
    if (nodes[index]?.nullCount !== 0 || !region || region.length < bytes || region.offset + bytes > bodyLength) {
      throw new ArrowFormatError(`its column ${field.name} does not have ${length} values`)
    }
    return [field.name, { type, offset: bodyOffset + region.offset }] as const
  })
  return { rows: length, metadata: footer.schema.metadata, columns: new Map(columns) }
}

function columnType(type: unknown): ColumnType {
  if (DataType.isTimestamp(type)) return 'timestamp'
  if (DataType.isFloat(type)) return type.precision === Precision.DOUBLE ? 'float64' : 'float32'
  if (DataType.isInt(type) && type.bitWidth === 8 && !type.isSigned) return 'uint8'
  throw new ArrowFormatError(`it has a column of type ${String(type)}`)
}

/**
 * Reads the footer after its checksum was verified, because the library can take minutes to decode a damaged one. Files
 * of earlier versions have no checksums.
 */
function readFooter(fd: number, size: number): { readonly bytes: Buffer; readonly seal: HeaderChecksums | undefined } {
  const guess = Math.min(size, FOOTER_GUESS)
  const end = readBytes(fd, size - guess, guess)
  if (end.toString('latin1', guess - MAGIC.length) !== MAGIC) throw new ArrowFormatError('its end is missing')
  const length = end.readInt32LE(guess - TAIL)
  if (length <= 0 || length > size - TAIL - CHECKSUM_BYTES) throw new ArrowFormatError('its footer is damaged')
  const all = length + CHECKSUM_BYTES
  const found =
    all <= guess - TAIL ? end.subarray(guess - TAIL - all, guess - TAIL) : readBytes(fd, size - TAIL - all, all)
  const [before, bytes] = [found.subarray(0, CHECKSUM_BYTES), found.subarray(CHECKSUM_BYTES)]
  const seal = decodeChecksums(before)
  if (seal) requireChecksum(bytes, seal.footer)
  else if (!before.subarray(-END_OF_STREAM.length).equals(END_OF_STREAM))
    throw new ArrowFormatError('its footer is damaged')
  return { bytes, seal }
}

function requireChecksum(bytes: Uint8Array, checksum: number): void {
  if (crc32(bytes) !== checksum) throw new ArrowFormatError('the checksum of its header is wrong')
}

/** Runs a decoder of the library; every error that it throws on damaged bytes becomes an ArrowFormatError. */
function decoded<T>(bytes: Uint8Array, decode: (bytes: Uint8Array) => T): T {
  try {
    return decode(bytes)
  } catch (error) {
    if (error instanceof ArrowFormatError) throw error
    throw new ArrowFormatError('its header is damaged')
  }
}

function readBytes(fd: number, position: number, length: number): Buffer {
  const bytes = Buffer.alloc(length)
  let done = 0
  while (done < length) {
    const read = readSync(fd, bytes, done, length - done, position + done)
    if (read === 0) throw new ArrowFormatError('it is cut off')
    done += read
  }
  return bytes
}

/** Fills `bytes` from the file; throws ArrowFormatError where the file ends before. */
export async function readFully(handle: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  let done = 0
  while (done < bytes.byteLength) {
    const { bytesRead } = await handle.read(bytes, done, bytes.byteLength - done, position + done)
    if (bytesRead === 0) throw new ArrowFormatError('it is cut off')
    done += bytesRead
  }
}

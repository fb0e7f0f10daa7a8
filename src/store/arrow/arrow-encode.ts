import { crc32 } from 'node:zlib'
import {
  Field,
  Float32,
  Float64,
  Message,
  MetadataVersion,
  Schema,
  TimestampMillisecond,
  Uint8,
  Utf8,
} from 'apache-arrow'
import { FileBlock, Footer } from 'apache-arrow/ipc/metadata/file'
import { BufferRegion, FieldNode, RecordBatch } from 'apache-arrow/ipc/metadata/message'
import { bytesOfColumn, type StoredColumn } from './column-bytes.js'
import { encodeChecksums, CHECKSUM_BYTES } from './header-checksums.js'

/** A column of text with few different values. */
export interface CategoricalColumn {
  readonly categories: readonly string[]
  /** The index of its category for each row. */
  readonly codes: Uint8Array
}

const MAGIC = Buffer.from('ARROW1')
/** Buffers begin at multiples of this, so that readers that map the file get aligned columns. */
const ALIGNMENT = 64
const CONTINUATION = -1

/** Columns by name, in the order of the file. */
export type ArrowColumns = readonly (readonly [string, StoredColumn | CategoricalColumn])[]

/** Some rows of a file. */
export interface ArrowRecordBatch {
  readonly rows: number
  /** The columns have equal names and types in all batches of a file. */
  readonly columns: ArrowColumns
}

/** Encodes an Arrow IPC file with one uncompressed record batch and no nulls. */
export function encodeArrowFile(
  columns: ArrowColumns,
  rows: number,
  metadata: ReadonlyMap<string, string>,
): Uint8Array[] {
  return [...encodeArrowParts([{ rows, columns }], metadata)]
}

/**
 * Encodes an Arrow IPC file with one or more record batches. The batches are taken one after the other: the caller must
 * write each part before it takes the next. The file is assembled here because the library's file writer leaves out the
 * leading schema message, which the format requires and streaming readers need.
 */
export function* encodeArrowParts(
  batches: Iterable<ArrowRecordBatch>,
  metadata: ReadonlyMap<string, string>,
): Generator<Uint8Array, void> {
  let schema: Schema | undefined
  let offset = 0
  const blocks: FileBlock[] = []
  let checksum = 0
  for (const { columns, rows } of batches) {
    if (!schema) {
      schema = schemaOf(columns, metadata)
      const head = Buffer.alloc(8)
      MAGIC.copy(head)
      const message = framed(Message.encode(Message.from(schema)), head.byteLength)
      yield* [head, message]
      offset = head.byteLength + message.byteLength
    }
    const body = layOut(columns)
    const nodes = columns.map(() => new FieldNode(rows, 0))
    const batch = Message.from(new RecordBatch(rows, nodes, body.regions, null), body.length)
    const message = framed(Message.encode(batch), offset)
    blocks.push(new FileBlock(message.byteLength, body.length, offset))
    checksum = crc32(message, checksum)
    yield message
    yield* body.parts
    offset += message.byteLength + body.length
  }
  if (!schema) throw new Error('an Arrow file needs a batch')
  yield tail(Footer.encode(new Footer(schema, MetadataVersion.V5, blocks, [])), checksum)
}

function schemaOf(columns: ArrowColumns, metadata: ReadonlyMap<string, string>): Schema {
  const fields = columns.map(([name, values]) => new Field(name, typeOf(values), false))
  return new Schema(fields, new Map(metadata))
}

function typeOf(values: StoredColumn | CategoricalColumn): Float64 | Float32 | Uint8 | TimestampMillisecond | Utf8 {
  if ('categories' in values) return new Utf8()
  if (values instanceof Float64Array) return new Float64()
  if (values instanceof Float32Array) return new Float32()
  if (values instanceof Uint8Array) return new Uint8()
  return new TimestampMillisecond('UTC')
}

interface Body {
  readonly parts: readonly Uint8Array[]
  readonly regions: BufferRegion[]
  readonly length: number
}

/**
 * Lays out the buffers of each column: an empty validity map, because there are no nulls, and the values; text has its
 * offsets before the values.
 */
function layOut(columns: ArrowColumns): Body {
  const parts: Uint8Array[] = []
  const regions: BufferRegion[] = []
  let length = 0
  for (const [, values] of columns) {
    regions.push(new BufferRegion(length, 0))
    for (const bytes of 'categories' in values ? textBuffers(values) : [bytesOfColumn(values)]) {
      const padding = paddingAfter(bytes.byteLength)
      regions.push(new BufferRegion(length, bytes.byteLength))
      parts.push(bytes, new Uint8Array(padding))
      length += bytes.byteLength + padding
    }
  }
  return { parts, regions, length }
}

/** Returns the offsets at which the text of each row begins, and the text of all rows. */
function textBuffers({ categories, codes }: CategoricalColumn): [Uint8Array, Uint8Array] {
  const texts = categories.map((category) => Buffer.from(category))
  const offsets = new Int32Array(codes.length + 1)
  for (const [row, code] of codes.entries()) offsets[row + 1] = (offsets[row] ?? 0) + (texts[code]?.length ?? 0)
  const bytes = new Uint8Array(offsets.at(-1) ?? 0)
  for (const [row, code] of codes.entries()) bytes.set(texts[code] ?? [], offsets[row] ?? 0)
  return [new Uint8Array(offsets.buffer), bytes]
}

/**
 * Frames a message with its continuation mark and its length, and pads it so that what follows it in the file is
 * aligned.
 */
function framed(message: Uint8Array, offset: number): Uint8Array {
  const padding = paddingAfter(offset + 8 + message.byteLength)
  const bytes = Buffer.alloc(8 + message.byteLength + padding)
  bytes.writeInt32LE(CONTINUATION, 0)
  bytes.writeInt32LE(message.byteLength + padding, 4)
  bytes.set(message, 8)
  return bytes
}

/** Returns the end of the file: end-of-stream mark, header checksums, footer, length of the footer, magic. */
function tail(footer: Uint8Array, batches: number): Uint8Array {
  const begin = 8 + CHECKSUM_BYTES
  const bytes = Buffer.alloc(begin + footer.byteLength + 4 + MAGIC.byteLength)
  bytes.writeInt32LE(CONTINUATION, 0)
  bytes.set(encodeChecksums({ footer: crc32(footer), batches }), 8)
  bytes.set(footer, begin)
  bytes.writeInt32LE(footer.byteLength, begin + footer.byteLength)
  bytes.set(MAGIC, bytes.byteLength - MAGIC.byteLength)
  return bytes
}

function paddingAfter(length: number): number {
  return (ALIGNMENT - (length % ALIGNMENT)) % ALIGNMENT
}

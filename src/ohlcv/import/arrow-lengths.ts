import { flatRoot, type FlatTable } from './flat-buffer.js'

// Numbers of the fields of Arrow's messages.
const FOOTER = { schema: 1, dictionaries: 2, batches: 3, metadata: 4 }
const SCHEMA = { fields: 1, metadata: 2 }
const FIELD = { children: 5, metadata: 6 }
const MESSAGE = { kind: 1, header: 2, bodyLength: 3, metadata: 4 }
const KIND = { schema: 1, dictionary: 2, batch: 3 }
const BATCH = { rows: 0, nodes: 1, buffers: 2, compression: 3, viewBuffers: 4 }
const DICTIONARY_DATA = 1
const BLOCK_BYTES = 24
const PAIR_BYTES = 16
const CONTINUATION = 0xffffffff
/** The mark at both ends of a file, and at its end the length of the footer before it. */
const MARK_BYTES = 6
const TAIL_BYTES = MARK_BYTES + 4
const MAX_DEPTH = 16
/** Each value becomes a double. */
const BYTES_PER_VALUE = 8

/** Told how many bytes something unpacks to; throws where that is too much. */
type TakeBytes = (unpacked: number) => void

/**
 * Checks all lengths and offsets of an Arrow file or stream before it is read: that what they say lies in the file, and what it
 * unpacks to. Throws RangeError saying what is wrong.
 */
export function checkArrowLengths(bytes: Uint8Array, isFile: boolean, takeBytes: TakeBytes): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (!isFile) {
    for (let at = 0; at < bytes.length;) at = checkMessage(view, at, takeBytes)
    return
  }
  const length = view.getInt32(bytes.length - TAIL_BYTES, true)
  const start = bytes.length - TAIL_BYTES - length
  if (length <= 0 || start < MARK_BYTES) throw new RangeError('its footer lies outside of it')
  const tail = new DataView(bytes.buffer, bytes.byteOffset + start, length)
  const footer = flatRoot(tail)
  checkSchema(footer.table(FOOTER.schema))
  footer.tables(FOOTER.metadata)
  for (const place of [
    ...footer.elements(FOOTER.dictionaries, BLOCK_BYTES),
    ...footer.elements(FOOTER.batches, BLOCK_BYTES),
  ]) {
    const offset = Number(tail.getBigInt64(place, true))
    const end = offset + tail.getInt32(place + 8, true) + Number(tail.getBigInt64(place + 16, true))
    if (!(offset >= MARK_BYTES && end > offset && end <= start)) throw new RangeError('a batch lies outside of it')
    if (checkMessage(view, offset, takeBytes) > start) throw new RangeError('a batch reaches into the footer')
  }
}

/** Checks the message at `at`; gives the place behind it. */
function checkMessage(view: DataView, at: number, takeBytes: TakeBytes): number {
  const first = view.getUint32(at, true)
  const from = first === CONTINUATION ? at + 8 : at + 4
  const length = first === CONTINUATION ? view.getInt32(at + 4, true) : first
  // The mark at the end of a stream.
  if (length === 0) return view.byteLength
  if (!(length > 0 && from + length <= view.byteLength)) throw new RangeError('a message goes beyond the file')
  const message = flatRoot(new DataView(view.buffer, view.byteOffset + from, length))
  const bodyLength = message.long(MESSAGE.bodyLength)
  const body = from + length
  if (!(bodyLength >= 0 && body + bodyLength <= view.byteLength)) throw new RangeError('a batch goes beyond the file')
  message.tables(MESSAGE.metadata)
  const header = message.table(MESSAGE.header)
  const kind = message.byte(MESSAGE.kind)
  const source = { view, from, length, body, bodyLength }
  if (kind === KIND.schema) checkSchema(header)
  else if (kind === KIND.batch) checkBatch(header, source, takeBytes)
  else if (kind === KIND.dictionary) checkBatch(header?.table(DICTIONARY_DATA), source, takeBytes)
  else throw new RangeError(`a message is of kind ${kind}`)
  return body + bodyLength
}

/** Where a message and its body lie. */
interface MessagePlace {
  readonly view: DataView
  readonly from: number
  readonly length: number
  readonly body: number
  readonly bodyLength: number
}

function checkBatch(
  batch: FlatTable | undefined,
  { view, from, length, body, bodyLength }: MessagePlace,
  takeBytes: TakeBytes,
): void {
  if (!batch) throw new RangeError('a batch has no header')
  const metadata = new DataView(view.buffer, view.byteOffset + from, length)
  const rows = batch.long(BATCH.rows)
  const nodes = batch.elements(BATCH.nodes, PAIR_BYTES)
  const isPacked = batch.table(BATCH.compression) !== undefined
  for (const node of nodes) {
    const values = Number(metadata.getBigInt64(node, true))
    const missing = Number(metadata.getBigInt64(node + 8, true))
    if (!(values >= 0 && missing >= 0 && missing <= values)) throw new RangeError(`a column has ${values} values`)
    takeBytes(BYTES_PER_VALUE * values)
  }
  // The first is a column, and each column has a value a row.
  const [first] = nodes
  const values = first === undefined ? 0 : Number(metadata.getBigInt64(first, true))
  if (rows !== values) throw new RangeError(`a batch says ${rows} rows, its first column ${values}`)
  const buffers = batch.elements(BATCH.buffers, PAIR_BYTES)
  // Columns of views say how many of the buffers are theirs.
  for (const place of batch.elements(BATCH.viewBuffers, 8)) {
    const count = Number(metadata.getBigInt64(place, true))
    if (!(count >= 0 && count <= buffers.length)) throw new RangeError(`a column has ${count} buffers`)
  }
  for (const place of buffers) {
    const offset = Number(metadata.getBigInt64(place, true))
    const size = Number(metadata.getBigInt64(place + 8, true))
    if (!(offset >= 0 && size >= 0 && offset + size <= bodyLength))
      throw new RangeError('a column goes beyond its batch')
    if (!isPacked || size === 0) continue
    // −1 says that this part is not packed.
    const unpacked = Number(view.getBigInt64(body + offset, true))
    if (unpacked < -1) throw new RangeError(`a column unpacks to ${unpacked} bytes`)
    takeBytes(Math.max(0, unpacked))
  }
}

function checkSchema(schema: FlatTable | undefined): void {
  if (!schema) throw new RangeError('it has no schema')
  schema.tables(SCHEMA.metadata)
  for (const field of schema.tables(SCHEMA.fields)) checkField(field, 0)
}

function checkField(field: FlatTable, depth: number): void {
  if (depth > MAX_DEPTH) throw new RangeError('its columns are nested too deep')
  field.tables(FIELD.metadata)
  for (const child of field.tables(FIELD.children)) checkField(child, depth + 1)
}

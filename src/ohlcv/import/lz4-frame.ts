const MAGIC = 0x184d2204
const SKIPPABLE = 0x184d2a50
const UNCOMPRESSED = 0x80000000

/** Unpacks LZ4 frames, as Arrow files hold them. Checksums are not checked: the file's reader checks lengths. */
export function decompressLz4(packed: Uint8Array): Uint8Array {
  const view = new DataView(packed.buffer, packed.byteOffset, packed.byteLength)
  const output: Output = { bytes: new Uint8Array(4 * packed.byteLength), length: 0 }
  let at = 0
  while (at + 4 <= packed.byteLength) {
    const magic = view.getUint32(at, true)
    if ((magic & 0xfffffff0) >>> 0 === SKIPPABLE) {
      at += 8 + view.getUint32(at + 4, true)
      continue
    }
    if (magic !== MAGIC) throw new Error('not an LZ4 frame')
    at = unpackFrame(packed, view, at + 4, output)
  }
  // A copy, so that the columns begin at an aligned address.
  return output.bytes.slice(0, output.length)
}

interface Output {
  bytes: Uint8Array
  length: number
}

/** Unpacks the frame whose descriptor begins at `at`; gives the place behind it. */
function unpackFrame(packed: Uint8Array, view: DataView, at: number, output: Output): number {
  const flags = view.getUint8(at)
  if (flags >> 6 !== 1) throw new Error(`LZ4 frame of version ${flags >> 6}`)
  const [blockChecksum, size, contentChecksum, dictionary] = [16, 8, 4, 1].map((flag) => (flags & flag) !== 0)
  let place = at + 2 + (size ? 8 : 0) + (dictionary ? 4 : 0) + 1
  for (;;) {
    const length = view.getUint32(place, true)
    place += 4
    if (length === 0) return place + (contentChecksum ? 4 : 0)
    const count = length & ~UNCOMPRESSED
    if (place + count > packed.byteLength) throw new Error('LZ4 block cut off')
    const block = packed.subarray(place, place + count)
    if ((length & UNCOMPRESSED) !== 0) append(output, block)
    else unpackBlock(block, output)
    place += count + (blockChecksum ? 4 : 0)
  }
}

/** Sequences of literals and of copies from what is unpacked already, earlier blocks included. */
function unpackBlock(block: Uint8Array, output: Output): void {
  let at = 0
  const extended = (length: number): number => {
    if (length < 15) return length
    for (let byte = 255; byte === 255;) {
      byte = block[at++] ?? Number.NaN
      length += byte
    }
    return length
  }
  while (at < block.length) {
    const token = block[at++] ?? 0
    const literals = extended(token >> 4)
    if (!(at + literals <= block.length)) throw new Error('LZ4 literals cut off')
    append(output, block.subarray(at, at + literals))
    at += literals
    if (at >= block.length) return
    const offset = (block[at] ?? 0) | ((block[at + 1] ?? 0) << 8)
    at += 2
    copyBack(output, offset, extended(token & 15) + 4)
  }
}

function append(output: Output, bytes: Uint8Array): void {
  reserve(output, bytes.length)
  output.bytes.set(bytes, output.length)
  output.length += bytes.length
}

/** Repeats `length` bytes from `offset` before the end; the two may overlap. */
function copyBack(output: Output, offset: number, length: number): void {
  if (!(offset > 0 && offset <= output.length && length >= 4)) throw new Error('LZ4 copy from outside')
  reserve(output, length)
  const { bytes } = output
  const end = output.length + length
  if (offset >= length) bytes.copyWithin(output.length, output.length - offset, output.length - offset + length)
  else for (let to = output.length; to < end; to++) bytes[to] = bytes[to - offset] ?? 0
  output.length = end
}

function reserve(output: Output, more: number): void {
  if (output.length + more <= output.bytes.length) return
  const grown = new Uint8Array(2 * (output.length + more))
  grown.set(output.bytes.subarray(0, output.length))
  output.bytes = grown
}

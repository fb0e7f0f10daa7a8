import { crc32c } from '../runtime/crc32c.js'
import { encodeBytesField, encodeVarintField } from '../nets/onnx/protobuf-fields.js'

/** What an event file begins with. */
export function encodeFileVersion(wallSeconds: number): Uint8Array {
  return record(Buffer.concat([wallTime(wallSeconds), encodeBytesField(3, 'brain.Event:2')]))
}

/** One event with the values of a step by tag, as a record of a TensorBoard event file. */
export function encodeScalars(wallSeconds: number, step: number, scalars: ReadonlyMap<string, number>): Uint8Array {
  const values = [...scalars].map(([tag, value]) =>
    encodeBytesField(1, Buffer.concat([encodeBytesField(1, tag), float(2, value)])),
  )
  return record(
    Buffer.concat([wallTime(wallSeconds), encodeVarintField(2, step), encodeBytesField(5, Buffer.concat(values))]),
  )
}

/** TFRecord: length (64 bits) and data, each with its masked checksum behind it, little-endian. */
function record(data: Uint8Array): Uint8Array {
  const length = Buffer.alloc(8)
  length.writeUInt32LE(data.length)
  return Buffer.concat([length, checksum(length), data, checksum(data)])
}

/** Rotated and offset, so that the checksum of data that hold checksums is sound too. */
function checksum(bytes: Uint8Array): Uint8Array {
  const crc = crc32c(bytes)
  const masked = Buffer.alloc(4)
  masked.writeUInt32LE((((crc >>> 15) | (crc << 17)) + 0xa282ead8) >>> 0)
  return masked
}

// Fields of 4 and 8 bytes, which have no other use here: a key of field number and wire type, then the value.

function wallTime(seconds: number): Uint8Array {
  const bytes = Buffer.alloc(9)
  bytes[0] = (1 << 3) | 1
  bytes.writeDoubleLE(seconds, 1)
  return bytes
}

function float(number: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(5)
  bytes[0] = (number << 3) | 5
  bytes.writeFloatLE(value, 1)
  return bytes
}

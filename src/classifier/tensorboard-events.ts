import { crc32c } from '../core/crc32c.js'

/** What an event file begins with. */
export function fileVersionRecord(wallSeconds: number): Uint8Array {
  return record(Buffer.concat([wallTime(wallSeconds), field(3, Buffer.from('brain.Event:2'))]))
}

/** One event with the values of a step by tag, as a record of a TensorBoard event file. */
export function scalarsRecord(wallSeconds: number, step: number, scalars: ReadonlyMap<string, number>): Uint8Array {
  const values = [...scalars].map(([tag, value]) =>
    field(1, Buffer.concat([field(1, Buffer.from(tag)), float(2, value)])),
  )
  const stepField = Buffer.concat([key(2, 0), varint(step)])
  return record(Buffer.concat([wallTime(wallSeconds), stepField, field(5, Buffer.concat(values))]))
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

// Protocol buffers: a key of field number and wire type (0 varint, 1 64 bits, 2 bytes, 5 32 bits), then the value.

function key(number: number, wire: number): Uint8Array {
  return Uint8Array.of((number << 3) | wire)
}

function field(number: number, bytes: Uint8Array): Uint8Array {
  return Buffer.concat([key(number, 2), varint(bytes.length), bytes])
}

function wallTime(seconds: number): Uint8Array {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleLE(seconds)
  return Buffer.concat([key(1, 1), bytes])
}

function float(number: number, value: number): Uint8Array {
  const bytes = Buffer.alloc(4)
  bytes.writeFloatLE(value)
  return Buffer.concat([key(number, 5), bytes])
}

function varint(value: number): Uint8Array {
  const bytes: number[] = []
  let rest = value
  while (rest >= 0x80) {
    bytes.push((rest % 0x80) | 0x80)
    rest = Math.floor(rest / 0x80)
  }
  return Uint8Array.of(...bytes, rest)
}

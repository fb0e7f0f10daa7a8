import type { Packed } from './report-data.js'

/** The bytes of a typed array as base64; every machine that Node runs on is little-endian. */
export function packValues(values: Int8Array | Int32Array | Float32Array | Float64Array): Packed {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')
}

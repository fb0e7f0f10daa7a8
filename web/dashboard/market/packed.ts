import type { Packed } from '../../../src/server/api/market.js'

function bytesOf(text: Packed): ArrayBuffer {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer
}

export const float64Of = (text: Packed): Float64Array => new Float64Array(bytesOf(text))
export const float32Of = (text: Packed): Float32Array => new Float32Array(bytesOf(text))
export const int32Of = (text: Packed): Int32Array => new Int32Array(bytesOf(text))

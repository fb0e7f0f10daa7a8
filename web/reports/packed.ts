/** Little-endian values of a typed array, packed as base64. */
function bytesOf(text: string): ArrayBuffer {
  return Uint8Array.from(atob(text), (char) => char.charCodeAt(0)).buffer
}

export const int8Of = (text: string): Int8Array => new Int8Array(bytesOf(text))
export const int32Of = (text: string): Int32Array => new Int32Array(bytesOf(text))
export const float32Of = (text: string): Float32Array => new Float32Array(bytesOf(text))
export const float64Of = (text: string): Float64Array => new Float64Array(bytesOf(text))

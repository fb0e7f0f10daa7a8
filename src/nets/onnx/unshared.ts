/** The values in memory that threads do not share: ONNX Runtime refuses others. */
export function toUnshared(values: Float32Array | Int32Array): Float32Array | Int32Array {
  return values.buffer instanceof ArrayBuffer ? values : values.slice()
}

/**
 * A column of single precision whose values are whatever the memory held before: for results of which every value is written.
 * Filling long columns with zeros first takes as long as many a computation.
 */
export function unwrittenFloats(length: number): Float32Array {
  return new Float32Array(Buffer.allocUnsafeSlow(length * Float32Array.BYTES_PER_ELEMENT).buffer)
}

/** Up to so many values zeros cost less than memory asked for in another way. */
const FEW = 4096

/**
 * A column of single precision whose values are whatever the memory held before: for results of which every value is written.
 * Filling long columns with zeros first takes as long as many a computation.
 */
export function unwrittenFloats(length: number): Float32Array {
  if (length <= FEW) return new Float32Array(length)
  return new Float32Array(Buffer.allocUnsafeSlow(length * Float32Array.BYTES_PER_ELEMENT).buffer)
}

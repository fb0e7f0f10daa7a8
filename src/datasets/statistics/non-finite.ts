/**
 * Position of the first value that is not a finite number, −1 where all are. A number minus itself is 0, except for NaN and the
 * infinities: one sum decides in nearly all cases.
 */
export function indexOfNonFinite(values: Float32Array | Float64Array): number {
  let sum = 0
  for (const value of values) sum += value - value
  return sum === 0 ? -1 : values.findIndex((value) => !Number.isFinite(value))
}

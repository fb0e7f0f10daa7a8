/**
 * Position of the first value that is not a finite number, −1 where all are. A number minus itself is 0, except for NaN and the
 * infinities: one sum decides in nearly all cases.
 */
export function indexOfNonFinite(values: Float32Array | Float64Array): number {
  // Two sums over four values at a time: no addition waits for the one before, and no iterator is asked for each value.
  let even = 0
  let odd = 0
  const whole = values.length & ~3
  for (let i = 0; i < whole; i += 4) {
    const a = values[i] ?? 0
    const b = values[i + 1] ?? 0
    const c = values[i + 2] ?? 0
    const d = values[i + 3] ?? 0
    even += a - a + (b - b)
    odd += c - c + (d - d)
  }
  for (let i = whole; i < values.length; i++) even += (values[i] ?? 0) - (values[i] ?? 0)
  return even + odd === 0 ? -1 : values.findIndex((value) => !Number.isFinite(value))
}

export interface Moments {
  readonly mean: number
  /** The variance of the population. */
  readonly variance: number
}

/** Mean and population variance in two passes, with the correction for what rounding leaves of the mean. */
export function moments(values: Float32Array | Float64Array): Moments {
  const rows = values.length
  let sum = 0
  for (const value of values) sum += value
  const mean = sum / rows
  let squares = 0
  let rest = 0
  for (const value of values) {
    squares += (value - mean) ** 2
    rest += value - mean
  }
  return { mean, variance: Math.max(0, (squares - rest ** 2 / rows) / rows) }
}

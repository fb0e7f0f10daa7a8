import { simdMeanSteps } from './mean-steps-simd.js'

/** Which steps between successive means are wanted. */
export interface MeanSteps {
  /** Rows of a mean, and from one to the next. */
  readonly window: number
  /** Number of steps, the latest first. */
  readonly count: number
  /** First row that is evaluated; it needs (`count` + 1) · `window` − 1 rows before it. */
  readonly from: number
}

/**
 * How the means of successive windows move: from the mean that ends `k · window` rows before a row to the next, for k = 1 …
 * `count`, as shares of `whole`, which has a value for each row from `from` on. Windows are added up one by one, so they
 * have the same bits wherever the values begin; WebAssembly SIMD and the plain loop may differ in the last digit of single precision.
 * @returns for each step one column, with a value for each row from `from` on
 */
export function meanSteps(values: Float64Array, steps: MeanSteps, whole: Float64Array): Float32Array[] {
  const { window, count, from } = steps
  if (from < (count + 1) * window - 1) {
    throw new RangeError(`row ${from} does not have ${count + 1} windows of ${window} rows behind it`)
  }
  return simdMeanSteps?.(values, steps, whole) ?? plainMeanSteps(values, steps, whole)
}

/** `meanSteps` row by row: what its fast form is held against. */
export function plainMeanSteps(
  values: Float64Array,
  { window, count, from }: MeanSteps,
  whole: Float64Array,
): Float32Array[] {
  const meanTo = (row: number): number => {
    let sum = 0
    for (let at = row - window + 1; at <= row; at++) sum += values[at] ?? 0
    return sum / window
  }
  return Array.from({ length: count }, (_, k) =>
    Float32Array.from({ length: Math.max(0, values.length - from) }, (_, i) => {
      const row = from + i - k * window
      return (meanTo(row) - meanTo(row - window)) / (whole[i] ?? 0)
    }),
  )
}

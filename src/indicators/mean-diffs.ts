import { loadKernel, type Kernel } from './load-kernel.js'
import { KERNEL } from './mean-diffs-wasm.js'

export interface MeanDiffOptions {
  /** Rows of a mean, and from one to the next. */
  readonly window: number
  /** Number of differences, the latest first. */
  readonly count: number
  /** First row that is evaluated; it needs (`count` + 1) · `window` − 1 rows before it. */
  readonly from: number
}

/**
 * Differences between the means of successive windows: from the mean that ends `k · window` rows before a row to the next, for
 * k = 1 … `count`, divided by `divisor`, which has a value for each row from `from` on. Windows are added up one by one, so they
 * have the same bits wherever the values begin; WebAssembly SIMD and the plain loop may differ in the last digit of single precision.
 * @returns one column for each difference, with a value for each row from `from` on
 */
export function meanDiffs(values: Float64Array, options: MeanDiffOptions, divisor: Float64Array): Float32Array[] {
  const { window, count, from } = options
  if (from < (count + 1) * window - 1) {
    throw new RangeError(`row ${from} does not have ${count + 1} windows of ${window} rows behind it`)
  }
  return simdMeanDiffs?.(values, options, divisor) ?? plainMeanDiffs(values, options, divisor)
}

/** `meanDiffs` row by row: the fast form is compared with it, and it runs where there is no SIMD. */
export function plainMeanDiffs(
  values: Float64Array,
  { window, count, from }: MeanDiffOptions,
  divisor: Float64Array,
): Float32Array[] {
  const meanTo = (row: number): number => {
    let sum = 0
    for (let at = row - window + 1; at <= row; at++) sum += values[at] ?? 0
    return sum / window
  }
  return Array.from({ length: count }, (_, k) =>
    Float32Array.from({ length: Math.max(0, values.length - from) }, (_, i) => {
      const row = from + i - k * window
      return (meanTo(row) - meanTo(row - window)) / (divisor[i] ?? 0)
    }),
  )
}

/** Rows that go through the kernel at once: its memory stays in the processor's cache. */
const CHUNK = 2048
/** Room after every array, for what the kernel reads and writes beyond its end and never uses. */
const PADDING = 4
const VALUE = Float64Array.BYTES_PER_ELEMENT
const SINGLE = Float32Array.BYTES_PER_ELEMENT

const kernel = loadKernel(KERNEL)

/** `meanDiffs` by WebAssembly SIMD; undefined where the machine has none. */
export const simdMeanDiffs = kernel && simdForm(kernel)

function simdForm({ memory, put, takeSingles, call }: Kernel) {
  return (values: Float64Array, { window, count, from }: MeanDiffOptions, divisor: Float64Array): Float32Array[] => {
    const rows = Math.max(0, values.length - from)
    const results = Array.from({ length: count }, () => new Float32Array(rows))
    const reach = (count + 1) * window - 1
    const stride = CHUNK + PADDING
    const divisors = (CHUNK + reach + PADDING) * VALUE
    const work = divisors + (CHUNK + PADDING) * VALUE
    const diffs = work + (CHUNK + count * window + PADDING) * VALUE
    const end = diffs + count * stride * SINGLE
    for (let done = 0; done < rows; done += CHUNK) {
      const part = Math.min(CHUNK, rows - done)
      memory(end)
      put(0, values, from + done - reach, reach + part)
      put(divisors, divisor, done, part)
      call('step', 0, divisors, diffs, work, part, window, count, stride)
      results.forEach((result, k) => takeSingles(diffs + k * stride * SINGLE, result, done, part))
    }
    return results
  }
}

import { simdMedianRatio } from './median-ratio-simd.js'
import { plainRollingMedian } from './rolling-median-plain.js'
import type { RollingSpan } from './rolling-span.js'

/** Rows of the short window. */
const SHORT = 5
/** Longest window that the kernel has room for. */
const LONGEST = 256

export interface MedianRatio extends Pick<RollingSpan, 'window' | 'from'> {
  /** Stands in for a quotient by zero. */
  readonly otherwise: number
}

/**
 * Median of five rows over that of a longer window, which ends at the same row. WebAssembly SIMD works in single precision
 * throughout, which is 3e-7 relative from `rollingMedian` in double precision, the plain form.
 * @param values finite numbers of a size that single precision has: from 1e-37 to 1e38, or zero
 * @returns one value for each row from `from` on
 */
export function medianRatio(values: Float64Array, ratio: MedianRatio): Float32Array {
  const { window, from } = ratio
  if (window < SHORT || window > LONGEST || from < window - 1) {
    throw new RangeError(
      `a window of ${window} rows to row ${from}, expected ${SHORT} to ${LONGEST} rows that are there`,
    )
  }
  return simdMedianRatio?.(values, ratio) ?? plainMedianRatio(values, ratio)
}

/** `medianRatio` by medians one by one: what its fast form is held against. */
export function plainMedianRatio(values: Float64Array, { window, from, otherwise }: MedianRatio): Float32Array {
  const long = plainRollingMedian(values, { window, from })
  const short = plainRollingMedian(values, { window: SHORT, from })
  return Float32Array.from(long, (base, i) => (base === 0 ? otherwise : (short[i] ?? 0) / base))
}

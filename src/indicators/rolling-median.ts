import { maskNaNWindows } from './mask-nan-windows.js'
import { plainRollingMedian } from './rolling-median-plain.js'
import { simdRollingMedian } from './rolling-median-simd.js'
import { requireWindow, type RollingSpan } from './rolling-span.js'

/** Longest window for which going over all of it is faster than finding the places in it. */
const LONGEST_SWEEP = 256

/**
 * Median of each window; the mean of the two middle values where the window is even. An order statistic is exact, so it
 * needs no block borders, and WebAssembly SIMD and the plain loop give the same results.
 * A window with a NaN in it has the median NaN.
 * @returns one value for each row from `from` on
 */
export function rollingMedian(values: Float64Array, span: Pick<RollingSpan, 'window' | 'from'>): Float64Array {
  const simd = span.window > LONGEST_SWEEP ? undefined : simdRollingMedian
  requireWindow(span)
  return maskNaNWindows(values, span, (numbers) => simd?.(numbers, span) ?? plainRollingMedian(numbers, span))
}

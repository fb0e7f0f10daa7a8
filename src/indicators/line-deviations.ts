import { plainLineDeviations } from './line-deviations-plain.js'
import { simdLineDeviations } from './line-deviations-simd.js'
import type { Regression } from './rolling-regression.js'
import type { RollingSpan } from './rolling-span.js'

/** Spread of the points on either side of a line, in units of the values; 0 where a side has none. */
export interface LineDeviations {
  readonly above: Float64Array
  readonly below: Float64Array
}

/**
 * For each window: the root of the mean squared distance from the window's mean, over the points above its regression line,
 * and over those below. A point closer to the line than `margin` times the window's last value lies on neither side, so that
 * rounding never decides. Both are NaN where the line is. Takes time in proportion to the window.
 *
 * WebAssembly SIMD does the work, with the same bits on every machine that has it. One without (x64 before SSE 4.1) takes
 * the plain loop, whose results differ in the last digits.
 */
export function lineDeviations(
  values: Float64Array,
  lines: Regression,
  span: RollingSpan,
  margin: number,
): LineDeviations {
  const result = simdLineDeviations?.(values, lines, span, margin) ?? plainLineDeviations(values, lines, span, margin)
  for (let i = 0; i < result.above.length; i++) {
    if (Number.isNaN(lines.last[i])) result.above[i] = result.below[i] = Number.NaN
  }
  return result
}

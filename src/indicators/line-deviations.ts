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
 * rounding never decides. Takes time in proportion to the window.
 */
export function lineDeviations(
  values: Float64Array,
  lines: Regression,
  { window, from }: Pick<RollingSpan, 'window' | 'from'>,
  margin: number,
): LineDeviations {
  const rows = Math.max(0, values.length - from)
  const above = new Float64Array(rows)
  const below = new Float64Array(rows)
  const half = (window - 1) / 2
  for (let i = 0; i < rows; i++) {
    const row = from + i
    const slope = lines.slope[i] ?? 0
    const mean = (lines.last[i] ?? 0) - slope * half
    const width = margin * Math.abs(values[row] ?? 0)
    let upper = width - slope * half
    let lower = -width - slope * half
    let countAbove = 0
    let countBelow = 0
    let sumAbove = 0
    let sumBelow = 0
    for (let at = row - window + 1; at <= row; at++) {
      const value = (values[at] ?? 0) - mean
      if (value > upper) {
        countAbove++
        sumAbove += value * value
      } else if (value < lower) {
        countBelow++
        sumBelow += value * value
      }
      upper += slope
      lower += slope
    }
    above[i] = countAbove === 0 ? 0 : Math.sqrt(sumAbove / countAbove)
    below[i] = countBelow === 0 ? 0 : Math.sqrt(sumBelow / countBelow)
  }
  return { above, below }
}

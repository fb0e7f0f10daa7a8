import type { LineDeviations } from './line-deviations.js'
import type { Regression } from './rolling-regression.js'
import type { RollingSpan } from './rolling-span.js'

/** `lineDeviations` point by point: what its fast form is held against, and what runs where there is no SIMD. */
export function plainLineDeviations(
  values: Float64Array,
  lines: Regression,
  { window, from }: Pick<RollingSpan, 'window' | 'from'>,
  margin: number,
): LineDeviations {
  const rows = Math.max(0, values.length - from)
  const result = { above: new Float64Array(rows), below: new Float64Array(rows) }
  for (let i = 0; i < rows; i++) {
    deviate(values, from + i, window, lines.slope[i] ?? 0, lines.last[i] ?? 0, margin, result, i)
  }
  return result
}

/** Writes the result of the window that ends at row `end`. Takes plain numbers because it runs once for every row. */
function deviate(
  values: Float64Array,
  end: number,
  window: number,
  slope: number,
  last: number,
  margin: number,
  result: LineDeviations,
  i: number,
): void {
  const half = (window - 1) / 2
  const mean = last - slope * half
  const width = margin * Math.abs(values[end] ?? 0)
  let upper = width - slope * half
  let lower = -width - slope * half
  let countAbove = 0
  let countBelow = 0
  let sumAbove = 0
  let sumBelow = 0
  for (let row = end - window + 1; row <= end; row++) {
    const distance = (values[row] ?? 0) - mean
    if (distance > upper) {
      countAbove++
      sumAbove += distance * distance
    } else if (distance < lower) {
      countBelow++
      sumBelow += distance * distance
    }
    upper += slope
    lower += slope
  }
  result.above[i] = countAbove === 0 ? 0 : Math.sqrt(sumAbove / countAbove)
  result.below[i] = countBelow === 0 ? 0 : Math.sqrt(sumBelow / countBelow)
}

import type { Regression } from './regression.js'
import { firstBorder, type RollingSpan } from './rolling-span.js'

/** `rollingRegression` value by value: what its fast form is held against, and what runs where there is no SIMD. */
export function plainRollingRegression(values: Float64Array, span: RollingSpan): Regression {
  const { window, from } = span
  const rows = Math.max(0, values.length - from)
  const result = { slope: new Float64Array(rows), last: new Float64Array(rows) }
  const sums = { y: new Float64Array(window), xy: new Float64Array(window) }
  for (let border = firstBorder(span); border < values.length; border += window) {
    const begin = Math.max(border, from)
    sumBackwards(values, border, window - (begin - border), sums)
    regressBlock(values, border, begin, span, sums, result)
  }
  return result
}

interface Sums {
  readonly y: Float64Array
  readonly xy: Float64Array
}

/** `sums[k]` becomes the sum over the `k` rows before the border, for k below `count`. */
function sumBackwards(values: Float64Array, border: number, count: number, sums: Sums): void {
  const reference = values[border] ?? 0
  let y = 0
  let xy = 0
  for (let back = 1; back < count; back++) {
    const value = (values[border - back] ?? 0) - reference
    y += value
    xy -= back * value
    sums.y[back] = y
    sums.xy[back] = xy
  }
}

function regressBlock(
  values: Float64Array,
  border: number,
  begin: number,
  { window, from }: RollingSpan,
  before: Sums,
  result: Regression,
): void {
  const reference = values[border] ?? 0
  const squares = (window * (window * window - 1)) / 12
  const half = (window - 1) / 2
  const end = Math.min(border + window, values.length)
  let sumY = 0
  let sumXY = 0
  for (let row = border; row < end; row++) {
    const ahead = row - border
    const value = (values[row] ?? 0) - reference
    sumY += value
    sumXY += ahead * value
    if (row < begin) continue
    const back = window - 1 - ahead
    const y = sumY + (before.y[back] ?? 0)
    const xy = sumXY + (before.xy[back] ?? 0)
    const slope = (xy - (ahead - half) * y) / squares
    result.slope[row - from] = slope
    result.last[row - from] = reference + y / window + slope * half
  }
}

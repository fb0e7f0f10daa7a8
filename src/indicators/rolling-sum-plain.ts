import { firstBorder, type RollingSpan } from './rolling-span.js'

/** `rollingSum` value by value: what its fast form is held against, and what runs where there is no SIMD. */
export function plainRollingSum(values: Float64Array, span: RollingSpan): Float64Array {
  const { window, from } = span
  const sums = new Float64Array(Math.max(0, values.length - from))
  const before = new Float64Array(window)
  for (let border = firstBorder(span); border < values.length; border += window) {
    const begin = Math.max(border, from)
    const end = Math.min(border + window, values.length)
    for (let back = 1; back < window - (begin - border); back++) {
      before[back] = (before[back - 1] ?? 0) + (values[border - back] ?? 0)
    }
    let after = 0
    for (let row = border; row < end; row++) {
      after += values[row] ?? 0
      if (row >= begin) sums[row - from] = (before[border + window - 1 - row] ?? 0) + after
    }
  }
  return sums
}

import { maskNaNWindows } from './mask-nan-windows.js'
import { firstBorder, type RollingSpan } from './rolling-span.js'

/**
 * Smallest value of each window; NaN where there is one in it.
 * @returns one value for each row from `span.from` on
 */
export function rollingMin(values: Float64Array, span: RollingSpan): Float64Array {
  return maskNaNWindows(values, span, (numbers) => extremes(numbers, span, -1))
}

/**
 * Largest value of each window; NaN where there is one in it.
 * @returns one value for each row from `span.from` on
 */
export function rollingMax(values: Float64Array, span: RollingSpan): Float64Array {
  return maskNaNWindows(values, span, (numbers) => extremes(numbers, span, 1))
}

/** Van Herk's way: the extreme of what a window has before its block border, and of what it has after it. */
function extremes(values: Float64Array, span: RollingSpan, sign: 1 | -1): Float64Array {
  const { window, from } = span
  const result = new Float64Array(Math.max(0, values.length - from))
  const before = new Float64Array(window).fill(-Infinity)
  for (let border = firstBorder(span); border < values.length; border += window) {
    const begin = Math.max(border, from)
    const end = Math.min(border + window, values.length)
    let extreme = -Infinity
    for (let back = 1; back < window - (begin - border); back++) {
      const value = sign * (values[border - back] ?? 0)
      if (value > extreme) extreme = value
      before[back] = extreme
    }
    extreme = -Infinity
    for (let row = border; row < end; row++) {
      const value = sign * (values[row] ?? 0)
      if (value > extreme) extreme = value
      if (row < begin) continue
      const earlier = before[border + window - 1 - row] ?? 0
      result[row - from] = sign * (earlier > extreme ? earlier : extreme)
    }
  }
  return result
}

import { maskNaNWindows } from './mask-nan-windows.js'
import { requireWindow, type RollingSpan } from './rolling-span.js'
import { replaceSorted } from './sorted-window.js'

/**
 * Quantile of each window, `q` from 0 (minimum) to 1 (maximum), linear between the two nearest order statistics as in
 * NumPy and pandas. Takes time in proportion to the window where its values change much.
 * A window with a NaN in it has the quantile NaN.
 * @returns one value for each row from `from` on
 */
export function rollingQuantile(
  values: Float64Array,
  span: Pick<RollingSpan, 'window' | 'from'>,
  q: number,
): Float64Array {
  if (!(q >= 0 && q <= 1)) throw new RangeError(`a quantile lies between 0 and 1, not at ${q}`)
  requireWindow(span)
  return maskNaNWindows(values, span, (numbers) => searchQuantiles(numbers, span, q))
}

function searchQuantiles(
  values: Float64Array,
  { window, from }: Pick<RollingSpan, 'window' | 'from'>,
  q: number,
): Float64Array {
  const quantiles = new Float64Array(Math.max(0, values.length - from))
  if (quantiles.length === 0) return quantiles
  const sorted = values.slice(from - window + 1, from + 1).sort()
  const position = q * (window - 1)
  const below = Math.floor(position)
  const above = Math.min(below + 1, window - 1)
  for (let row = from; row < values.length; row++) {
    if (row > from) replaceSorted(sorted, values[row - window] ?? 0, values[row] ?? 0)
    const lower = sorted[below] ?? 0
    quantiles[row - from] = lower + ((sorted[above] ?? 0) - lower) * (position - below)
  }
  return quantiles
}

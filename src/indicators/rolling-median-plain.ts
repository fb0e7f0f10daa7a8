import type { RollingSpan } from './rolling-span.js'
import { replaceSorted } from './sorted-window.js'

/** `rollingMedian` by searching: what its fast form is held against, and what is faster for long windows. */
export function plainRollingMedian(
  values: Float64Array,
  { window, from }: Pick<RollingSpan, 'window' | 'from'>,
): Float64Array {
  const medians = new Float64Array(Math.max(0, values.length - from))
  if (medians.length === 0) return medians
  const sorted = values.slice(from - window + 1, from + 1).sort()
  const middle = window >> 1
  for (let row = from; row < values.length; row++) {
    if (row > from) replaceSorted(sorted, values[row - window] ?? 0, values[row] ?? 0)
    const upper = sorted[middle] ?? 0
    medians[row - from] = window % 2 === 1 ? upper : ((sorted[middle - 1] ?? 0) + upper) / 2
  }
  return medians
}

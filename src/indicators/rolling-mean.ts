import type { RollingSpan } from './rolling-span.js'
import { plainRollingSum, simdRollingSum } from './rolling-sum.js'

/**
 * Mean of each window: `rollingSum` over its rows. A window of zeros has the mean zero exactly.
 * @returns one value for each row from `span.from` on
 */
export function rollingMean(values: Float64Array, span: RollingSpan): Float64Array {
  return simdRollingSum?.(values, span, span.window) ?? plainRollingMean(values, span)
}

function plainRollingMean(values: Float64Array, span: RollingSpan): Float64Array {
  const means = plainRollingSum(values, span)
  for (let i = 0; i < means.length; i++) means[i] = (means[i] ?? 0) / span.window
  return means
}

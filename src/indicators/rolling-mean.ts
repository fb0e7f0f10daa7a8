import type { RollingSpan } from './rolling-span.js'
import { plainRollingSum, simdRollingSum } from './rolling-sum.js'

/**
 * Mean of each window: `rollingSum` over its rows. A window of zeros has the mean zero exactly.
 * @returns one value for each row from `span.from` on
 */
export function rollingMean(values: Float64Array, span: RollingSpan): Float64Array {
  return writeRollingMean(values, span, new Float64Array(Math.max(0, values.length - span.from)))
}

/** `rollingMean` into a column of the caller's, which is returned. */
export function writeRollingMean(values: Float64Array, span: RollingSpan, means: Float64Array): Float64Array {
  return simdRollingSum?.(values, span, span.window, means) ?? plainRollingMean(values, span, means)
}

function plainRollingMean(values: Float64Array, span: RollingSpan, means: Float64Array): Float64Array {
  plainRollingSum(values, span, means)
  for (let i = 0; i < means.length; i++) means[i] = (means[i] ?? 0) / span.window
  return means
}

import type { Regression } from './regression.js'
import { plainRollingRegression } from './rolling-regression-plain.js'
import { simdRollingRegression } from './rolling-regression-simd.js'
import type { RollingSpan } from './rolling-span.js'

export type { Regression } from './regression.js'

/**
 * Straight line by least squares through each window of at least two rows. Values and rows are counted from the block
 * border inside the window, so that the sums stay small and lose no digits; a flat window has the slope zero exactly.
 *
 * WebAssembly SIMD does the work, with the same bits on every machine that has it; the plain loop, which runs elsewhere,
 * differs in the last digits.
 */
export function rollingRegression(values: Float64Array, span: RollingSpan): Regression {
  if (span.window < 2) throw new RangeError(`a line needs a window of at least two rows, not ${span.window}`)
  return simdRollingRegression?.(values, span) ?? plainRollingRegression(values, span)
}

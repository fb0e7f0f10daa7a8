import { quotient } from './quotient.js'
import { plainRollingRegression } from './rolling-regression-plain.js'
import { simdRollingSlopes } from './rolling-slopes-simd.js'
import type { RollingSpan } from './rolling-span.js'

/**
 * Slopes a row of the regression lines through several windows of at least two rows, as shares of `whole`, which has a value
 * for each row from `from` on. A flat window has the slope zero exactly. WebAssembly SIMD does the work; where there is
 * none, the quotients of `rollingRegression` do, which may differ in the last digit of single precision.
 * @returns for each window one column, with a value for each row from `from` on
 */
export function rollingSlopes(
  values: Float64Array,
  windows: readonly number[],
  span: Pick<RollingSpan, 'first' | 'from'>,
  whole: Float64Array,
): Float32Array[] {
  const wrong = windows.find((window) => !Number.isInteger(window) || window < 2 || span.from < window - 1)
  if (wrong !== undefined) throw new RangeError(`a line through ${wrong} rows does not end at row ${span.from}`)
  return simdRollingSlopes?.(values, windows, span, whole) ?? plainRollingSlopes(values, windows, span, whole)
}

/** `rollingSlopes` by regressions one by one: what its fast form is held against. */
export function plainRollingSlopes(
  values: Float64Array,
  windows: readonly number[],
  span: Pick<RollingSpan, 'first' | 'from'>,
  whole: Float64Array,
): Float32Array[] {
  return windows.map((window) => {
    const { slope } = plainRollingRegression(values, { ...span, window })
    return quotient(slope, whole, new Float32Array(slope.length))
  })
}

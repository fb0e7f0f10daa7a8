import { plainRollingSum } from './rolling-sum-plain.js'
import { simdRollingSum } from './rolling-sum-simd.js'
import type { RollingSpan } from './rolling-span.js'

/**
 * Sum of each window. A window of zeros has the sum zero exactly. WebAssembly SIMD does the work, with the same bits on every
 * machine that has it; the plain loop, which runs elsewhere, differs in the last digits.
 * @returns one value for each row from `span.from` on
 */
export function rollingSum(values: Float64Array, span: RollingSpan): Float64Array {
  return simdRollingSum?.(values, span, 1) ?? plainRollingSum(values, span)
}

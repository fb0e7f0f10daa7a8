import { plainBegunCrossings } from './begun-crossings-plain.js'
import { simdBegunCrossings } from './begun-crossings-simd.js'
import type { CrossingCodes, CrossingLimits } from './crossing-limits.js'

/**
 * Which of two limits the values cross first, from each row on, seen from the value before it; `none` where they cross
 * neither, and where the row itself goes the other way or stands still. Near the end fewer rows are looked at.
 *
 * Exact: WebAssembly SIMD and the plain loop give the same results.
 * @param values positive numbers
 * @returns one of `codes` for each value but the first
 */
export function begunCrossings(values: Float64Array, limits: CrossingLimits, codes: CrossingCodes): Uint8Array {
  return simdBegunCrossings?.(values, limits, codes) ?? plainBegunCrossings(values, limits, codes)
}

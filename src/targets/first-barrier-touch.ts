import { plainFirstBarrierTouch } from './first-barrier-touch-plain.js'
import { simdFirstBarrierTouch } from './first-barrier-touch-simd.js'
import type { TouchCodes, BarrierLimits } from './barrier-limits.js'

/**
 * Which of two limits the values cross first, from each row on, seen from the value before it; `none` where they cross
 * neither, and where the row itself goes the other way or stands still. Near the end fewer rows are looked at.
 *
 * Exact: WebAssembly SIMD and the plain loop give the same results.
 * @param values positive numbers
 * @returns one of `codes` for each value but the first
 */
export function firstBarrierTouch(values: Float64Array, limits: BarrierLimits, codes: TouchCodes): Uint8Array {
  return simdFirstBarrierTouch?.(values, limits, codes) ?? plainFirstBarrierTouch(values, limits, codes)
}

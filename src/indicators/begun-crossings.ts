import { plainBegunCrossings } from './begun-crossings-plain.js'
import { simdBegunCrossings } from './begun-crossings-simd.js'

/** How far prices must go, as shares of the value before the row: `down` is negative, `up` positive. */
export interface CrossingLimits {
  /** Rows after a row that are looked at beside itself. */
  readonly ahead: number
  readonly down: number
  readonly up: number
}

/** What begins with a row. */
export const BEGUN = { none: 0, rise: 1, fall: 2 } as const

/**
 * Which of two limits the values cross first, from each row on, seen from the value before it; `BEGUN.none` where they cross
 * neither, and where the row itself goes the other way or stands still. Near the end fewer rows are looked at.
 *
 * Exact: WebAssembly SIMD and the plain loop give the same results.
 * @param values positive numbers
 * @returns one of `BEGUN` for each value but the first
 */
export function begunCrossings(values: Float64Array, limits: CrossingLimits): Uint8Array {
  return simdBegunCrossings?.(values, limits) ?? plainBegunCrossings(values, limits)
}

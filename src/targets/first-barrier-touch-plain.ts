import type { TouchCodes, BarrierLimits } from './barrier-limits.js'

/** `firstBarrierTouch` row by row: what its fast form is held against, and what runs where there is no SIMD. */
export function plainFirstBarrierTouch(values: Float64Array, limits: BarrierLimits, codes: TouchCodes): Uint8Array {
  const crossings = new Uint8Array(Math.max(0, values.length - 1))
  for (let i = 0; i < crossings.length; i++) crossings[i] = crossingAt(values, i + 1, limits, codes)
  return crossings
}

function crossingAt(values: Float64Array, row: number, { ahead, down, up }: BarrierLimits, codes: TouchCodes): number {
  const before = values[row - 1] ?? 0
  const now = values[row] ?? 0
  const end = Math.min(row + ahead, values.length - 1)
  for (let at = row; at <= end; at++) {
    // Not value / before − 1, which takes a fall of exactly 0.5 % for more than that.
    const change = ((values[at] ?? 0) - before) / before
    if (change < down) return now < before ? codes.fall : codes.none
    if (change > up) return now > before ? codes.rise : codes.none
  }
  return codes.none
}

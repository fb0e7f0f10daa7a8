import { Decimal } from 'decimal.js'

// 40 digits: a price with 8 decimals times any amount with 18 stays exact, so that no sum ever creates or loses money.
Decimal.set({ precision: 40, rounding: Decimal.ROUND_HALF_UP, toExpNeg: -40, toExpPos: 40 })

/** Exact decimals for money; import them from here, so that the precision is set before the first of them is made. */
export { Decimal }

export const ZERO = new Decimal(0)

/** The largest multiple of `step` that is at most `value`; `value` itself where the step is zero. */
export function floorTo(value: Decimal, step: Decimal): Decimal {
  return step.isZero() ? value : value.toNearest(step, Decimal.ROUND_DOWN)
}

/** The smallest multiple of `step` that is at least `value`; `value` itself where the step is zero. */
export function ceilTo(value: Decimal, step: Decimal): Decimal {
  return step.isZero() ? value : value.toNearest(step, Decimal.ROUND_UP)
}

/** Whether `value` is a multiple of `step`. */
export function isMultipleOf(value: Decimal, step: Decimal): boolean {
  return step.isZero() || value.mod(step).isZero()
}

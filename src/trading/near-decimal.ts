import type { Decimal } from '../core/decimal.js'

const numbers = new WeakMap<Decimal, number>()

/** The float nearest to a decimal; it is computed once for each. */
export function numberOf(decimal: Decimal): number {
  const known = numbers.get(decimal)
  if (known !== undefined) return known
  const value = decimal.toNumber()
  numbers.set(decimal, value)
  return value
}

/** Whether a decimal is above a float, exactly; decimals are computed with only where the nearest float cannot tell. */
export function isAbove(decimal: Decimal, value: number): boolean {
  const near = numberOf(decimal)
  // Rounding keeps the order: a decimal that is not above the float does not round to one that is.
  return near === value ? decimal.gt(value) : near > value
}

/** Far more than the rounding of a product of two floats, as a share of it. */
const MARGIN = 1e-12

/** Whether a product of two factors reaches `min`, exactly; decimals are computed with only where floats cannot tell. */
export function doesProductReach(factor: Decimal, other: number, min: Decimal): boolean {
  const near = numberOf(factor) * other
  const needed = numberOf(min)
  if (Math.abs(near - needed) > MARGIN * Math.abs(near)) return near > needed
  return factor.times(other).gte(min)
}

/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, power) => 10 ** power)

/**
 * The number whose decimal digits, read as one whole number, are `mantissa`, with the point before the last `decimals` of
 * them; NaN where that needs more care. What it gives is the same double as `Number` of the text: a whole number below 2^53
 * divided by a power of ten up to 10^22 is rounded once.
 */
export function plainNumber(mantissa: number, decimals: number): number {
  return mantissa <= Number.MAX_SAFE_INTEGER ? mantissa / (POWERS[decimals] ?? Number.NaN) : Number.NaN
}

const ZERO = 48
const POINT = 46 - ZERO
/** Powers of ten that a double holds exactly. */
const POWERS = Float64Array.from({ length: 23 }, (_, power) => 10 ** power)

/**
 * The number that stands in bytes `from … to − 1` as digits with at most one point; NaN for anything else, also for numbers
 * that need more care. What it gives is the same double as `Number` of the text: a whole number below 2^53 divided by a
 * power of ten up to 10^22 is rounded once.
 */
export function plainNumber(bytes: Uint8Array, from: number, to: number): number {
  let mantissa = 0
  let point = -1
  for (let at = from; at < to; at++) {
    const digit = (bytes[at] ?? 0) - ZERO
    if (digit >= 0 && digit <= 9) mantissa = 10 * mantissa + digit
    else if (digit === POINT && point < 0) point = at
    else return Number.NaN
  }
  const decimals = point < 0 ? 0 : to - point - 1
  const digits = point < 0 ? to - from : to - from - 1
  if (digits === 0 || mantissa > Number.MAX_SAFE_INTEGER) return Number.NaN
  return mantissa / (POWERS[decimals] ?? Number.NaN)
}

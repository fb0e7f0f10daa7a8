import { HOUR, MINUTE } from '../../core/time.js'
import { SPREAD_WINDOW } from './trailing-spreads.js'

const STEP = HOUR / MINUTE
/** Digits after the point that are looked at. */
const MAX_DIGITS = 8
const TICKS = Float64Array.from({ length: MAX_DIGITS + 1 }, (_, digits) => Number(`1e-${digits}`))

/**
 * Smallest step of the price in each row, as digits show it: the power of ten that all closes of the day before the last full hour are
 * multiples of, as far as there are some; before the first full hour the open of the row itself. It is what the exchange steps by, or less.
 * `first` is the epoch minute of the first row; rows are consecutive minutes. A row's value has the same bits wherever the candles begin, as
 * long as they hold its day.
 */
export function trailingTicks(
  { open, close }: { readonly open: Float64Array; readonly close: Float64Array },
  first: number,
): Float64Array {
  const rows = close.length
  const digits = Uint8Array.from(close, digitsOf)
  const ticks = new Float64Array(rows)
  const firstBorder = Math.min(rows, Math.ceil(first / STEP) * STEP - first)
  for (let row = 0; row < rows;) {
    const end = row < firstBorder ? firstBorder : Math.min(rows, row + STEP)
    const most = finest(digits, Math.max(0, row - SPREAD_WINDOW), row)
    if (row === 0) for (; row < end; row++) ticks[row] = TICKS[digitsOf(open[row] ?? 0)] ?? 1
    else ticks.fill(TICKS[most] ?? 1, row, end)
    row = end
  }
  return ticks
}

function finest(digits: Uint8Array, from: number, to: number): number {
  let most = 0
  for (let row = from; row < to; row++) most = Math.max(most, digits[row] ?? 0)
  return most
}

/** Digits after the point of a price, at most 8. */
function digitsOf(price: number): number {
  let digits = 0
  while (digits < MAX_DIGITS && !isMultiple(price, digits)) digits++
  return digits
}

function isMultiple(price: number, digits: number): boolean {
  const scaled = price * 10 ** digits
  return Math.abs(scaled - Math.round(scaled)) <= 1e-9 * Math.max(1, scaled)
}

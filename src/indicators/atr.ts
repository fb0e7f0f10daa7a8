import { ema, emaWindow, wilderAlpha } from './ema.js'
import type { PeriodSpan } from './rolling-span.js'
import { trueRange, type Prices } from './true-range.js'

/** Rows before the first result that `atr` reads: 311 for a period of 14. */
export function atrHistory(period: number): number {
  return emaWindow(wilderAlpha(period))
}

/**
 * Average true range (Wilder, New Concepts in Technical Trading Systems, 1978): Wilder's mean of the true range, in units of the
 * price.
 * @returns one value for each row from `from` on
 */
export function atr(prices: Prices, { first, from, period }: PeriodSpan): Float64Array {
  const memory = atrHistory(period)
  if (from < memory) throw new RangeError(`the ATR over ${period} rows begins at row ${memory}, not ${from}`)
  const begin = from - memory + 1
  return ema(trueRange(prices, begin), { first: first + begin, from: memory - 1, alpha: wilderAlpha(period) })
}

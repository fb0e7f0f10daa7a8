import { exponentialMean, exponentialMemory, wilderWeight } from './exponential-mean.js'
import type { PeriodSpan } from './period-span.js'
import { trueRange, type Prices } from './true-range.js'

/** Rows before the first result that `averageTrueRange` reads: 311 for a period of 14. */
export function averageTrueRangeHistory(period: number): number {
  return exponentialMemory(wilderWeight(period))
}

/**
 * Average true range (ATR): Wilder's mean of the true range, in units of the price.
 * @returns one value for each row from `from` on
 */
export function averageTrueRange(prices: Prices, { first, from, period }: PeriodSpan): Float64Array {
  const memory = averageTrueRangeHistory(period)
  if (from < memory) throw new RangeError(`the average true range over ${period} begins at row ${memory}, not ${from}`)
  const begin = from - memory + 1
  return exponentialMean(trueRange(prices, begin), { first: first + begin, from: memory - 1 }, wilderWeight(period))
}

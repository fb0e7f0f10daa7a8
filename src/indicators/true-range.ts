import type { Candles } from '../core/candles.js'

/** The prices that ranges and directions are made of. */
export type Prices = Pick<Candles, 'high' | 'low' | 'close'>

/**
 * How far the price moved since the close before: the larger of high and that close, less the smaller of low and that close.
 * @returns one value for each row from `from` on; `from >= 1`
 */
export function trueRange({ high, low, close }: Prices, from: number): Float64Array {
  if (from < 1) throw new RangeError(`a true range needs the candle before, so it begins at row 1, not ${from}`)
  const ranges = new Float64Array(Math.max(0, close.length - from))
  for (let i = 0; i < ranges.length; i++) {
    const before = close[from + i - 1] ?? 0
    ranges[i] = Math.max(high[from + i] ?? 0, before) - Math.min(low[from + i] ?? 0, before)
  }
  return ranges
}

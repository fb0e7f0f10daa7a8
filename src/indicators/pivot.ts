import type { Candles } from '../core/candles.js'

/** Mean of open, high, low and close of each candle. */
export function pivot({ open, high, low, close }: Pick<Candles, 'open' | 'high' | 'low' | 'close'>): Float64Array {
  return close.map((value, row) => ((open[row] ?? 0) + (high[row] ?? 0) + (low[row] ?? 0) + value) / 4)
}

import type { Candles } from '../core/candles.js'

/** Mean of open, high, low and close of each candle. */
export function pivot({ open, high, low, close }: Pick<Candles, 'open' | 'high' | 'low' | 'close'>): Float64Array {
  const pivots = new Float64Array(close.length)
  for (let row = 0; row < pivots.length; row++) {
    pivots[row] = ((open[row] ?? 0) + (high[row] ?? 0) + (low[row] ?? 0) + (close[row] ?? 0)) / 4
  }
  return pivots
}

import type { Candles } from '../core/candles.js'
import { simdElementwise } from './elementwise.js'

/** Mean of open, high, low and close of each candle. */
export function pivot(candles: Prices): Float64Array {
  const { open, high, low, close } = candles
  return simdElementwise('mean4', [open, high, low, close], new Float64Array(close.length)) ?? plainPivot(candles)
}

type Prices = Pick<Candles, 'open' | 'high' | 'low' | 'close'>

function plainPivot({ open, high, low, close }: Prices): Float64Array {
  const pivots = new Float64Array(close.length)
  for (let row = 0; row < pivots.length; row++) {
    pivots[row] = ((open[row] ?? 0) + (high[row] ?? 0) + (low[row] ?? 0) + (close[row] ?? 0)) / 4
  }
  return pivots
}

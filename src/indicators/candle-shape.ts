import type { Candles } from '../core/candles.js'

/** The shape of each candle from row `from` on, in thousandths of its close. */
export interface CandleShape {
  /** Height: high over low. */
  readonly height: Float32Array
  /** Upper shadow: high over the body. */
  readonly upper: Float32Array
  /** Lower shadow: the body over low. */
  readonly lower: Float32Array
}

type Prices = Pick<Candles, 'open' | 'high' | 'low' | 'close'>

/** All parts, row by row; `candleChanges` makes them faster. */
export function candleShape(candles: Prices, from: number): CandleShape {
  const { open, high, low, close } = candles
  const column = (distance: (row: number, close: number) => number): Float32Array =>
    Float32Array.from(close.subarray(from), (last, i) => (distance(from + i, last) / last) * 1000)
  return {
    height: column((row) => (high[row] ?? 0) - (low[row] ?? 0)),
    upper: column((row, last) => (high[row] ?? 0) - Math.max(open[row] ?? 0, last)),
    lower: column((row, last) => Math.min(open[row] ?? 0, last) - (low[row] ?? 0)),
  }
}

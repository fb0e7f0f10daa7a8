import type { Candles } from '../../core/candles.js'

/** The rows of a base as the trading loop sees them, one candle after the other. */
export interface DecidableRows {
  /** 1 where it is decided on the candle: it is there, and so are as many before it as a decision needs. */
  readonly isDecidable: Uint8Array
  /** The last close that the trader knows after each row; NaN before the first. */
  readonly close: Float64Array
}

/**
 * Computes on which candles the trading loop decides whose window of `rows` candles begins to fill at row `from`. A missing minute is
 * filled in the window, but nothing is decided on it; after more of them than the window holds it begins anew.
 */
export function findDecidableRows({ close, filled }: Candles, from: number, rows: number): DecidableRows {
  const isDecidable = new Uint8Array(close.length)
  const known = new Float64Array(close.length)
  let begin = -1
  let last = -1
  let value = Number.NaN
  for (let row = Math.max(0, from); row < close.length; row++) {
    if (filled[row] !== 1) {
      if (begin < 0 || row - last > rows) begin = row
      last = row
      if (row - begin + 1 >= rows) {
        isDecidable[row] = 1
        value = close[row] ?? value
      }
    }
    known[row] = value
  }
  known.fill(Number.NaN, 0, Math.max(0, from))
  return { isDecidable, close: known }
}

import type { Candles } from '../../core/candles.js'
import type { Bars } from './bars.js'

/** The columns of candles that bars are made of. */
export const BAR_COLUMNS = ['open', 'high', 'low', 'close', 'volume', 'filled'] as const

/**
 * One bar for each candle of a market that never closes; a filled one has no prices. The memory of the columns is taken
 * over.
 */
export function candleBars(candles: Pick<Candles, 'grid' | (typeof BAR_COLUMNS)[number]>): Bars {
  const { grid, filled, open, high, low, close, volume } = candles
  for (let row = 0; row < grid.rows; row++) {
    if (filled[row] === 0) continue
    for (const prices of [open, high, low, close]) prices[row] = Number.NaN
    volume[row] = 0
  }
  return { interval: grid.calendar.interval, first: grid.first, rows: grid.rows, open, high, low, close, volume }
}

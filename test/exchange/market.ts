import { alwaysOpen } from '../../src/core/calendar.js'
import { allocateCandles, type Candles } from '../../src/core/candles.js'
import { MINUTE } from '../../src/core/time.js'

/** 2023-08-01T00:00Z, where the markets of these tests begin. */
export const START = Date.UTC(2023, 7, 1)

export interface Bar {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** Candles of given bars, one a minute from START. */
export function candlesOf(bars: readonly Bar[]): Candles {
  const candles = allocateCandles({ calendar: alwaysOpen(), first: START / MINUTE, rows: bars.length })
  for (const [row, bar] of bars.entries()) {
    candles.open[row] = bar.open
    candles.high[row] = bar.high
    candles.low[row] = bar.low
    candles.close[row] = bar.close
    candles.volume[row] = bar.volume
    candles.quoteVolume[row] = bar.volume * bar.close
    candles.trades[row] = 60
    candles.takerBuyVolume[row] = bar.volume / 4
  }
  return candles
}

/** A market that swings between 95 and 105 around 100 each minute, with a volume of 100. */
export function swinging(rows: number): Candles {
  return candlesOf(
    Array.from({ length: rows }, (_, row) => ({
      open: 100,
      high: 105,
      low: 95,
      close: row % 2 === 0 ? 100.01 : 99.99,
      volume: 100,
    })),
  )
}

import { alwaysOpen } from '../../src/core/calendar.js'
import { allocateCandles, candlesToFrame, type Candles } from '../../src/core/candles.js'
import { MINUTE } from '../../src/core/time.js'
import { fillMarkedGaps } from '../../src/store/candles/fill-gaps.js'

/** Minute candles of a wandering price, every value a function of its minute; the rows `missing` are filled and marked. */
export function candlesFrom(
  start: number,
  rows: number,
  { missing = [] }: { missing?: readonly number[] } = {},
): Candles {
  const candles = allocateCandles({ calendar: alwaysOpen(), first: start / MINUTE, rows })
  for (let row = 0; row < rows; row++) {
    const minute = candles.grid.first + row
    const open = price(minute - 1)
    const close = price(minute)
    candles.open[row] = open
    candles.close[row] = close
    candles.high[row] = Math.max(open, close) + 0.1
    candles.low[row] = Math.min(open, close) - 0.1
    candles.volume[row] = 10 + (minute % 7)
    candles.quoteVolume[row] = (10 + (minute % 7)) * close
    candles.trades[row] = minute % 50
    candles.takerBuyVolume[row] = 5 + (minute % 3)
  }
  for (const row of missing) candles.filled[row] = 1
  fillMarkedGaps(candles, candlesToFrame(candles).columns)
  return candles
}

function price(minute: number): number {
  return 100 + 5 * Math.sin(minute / 97) + Math.sin(minute * 1.7)
}

import type { Calendar } from '../../core/calendar.js'
import { CANDLE_COLUMNS, allocateCandles, candlesToFrame, type Candles } from '../../core/candles.js'
import type { RawCandle } from '../../exchange/exchange.js'
import { fillMarkedGaps } from '../../store/candles/fill-gaps.js'

/**
 * Whether a row can be a candle: it opens where one of the calendar does, has prices, and none of them lies beyond high
 * or low. Anything else counts as missing.
 */
export function isCandle({ time, open, high, low, close, volume }: RawCandle, calendar: Calendar): boolean {
  const inside =
    low > 0 && high < Number.POSITIVE_INFINITY && low <= Math.min(open, close) && high >= Math.max(open, close)
  return inside && volume >= 0 && calendar.timeAt(calendar.ordinalAt(time)) === time
}

/** Rows of an exchange on an unbroken grid, gaps filled; the last of several rows of a minute counts. Undefined for none. */
export function candlesOfRows(rows: ReadonlyMap<number, RawCandle>, calendar: Calendar): Candles | undefined {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY]
  for (const time of rows.keys()) {
    first = Math.min(first, time)
    last = Math.max(last, time)
  }
  if (rows.size === 0) return undefined
  const start = calendar.ordinalAt(first)
  const candles = allocateCandles({ calendar, first: start, rows: calendar.ordinalAt(last) + 1 - start })
  candles.filled.fill(1)
  for (const [time, row] of rows) {
    const at = calendar.ordinalAt(time) - start
    for (const name of CANDLE_COLUMNS) candles[name][at] = row[name]
    candles.filled[at] = 0
  }
  fillMarkedGaps(candles, candlesToFrame(candles).columns)
  return candles
}

import type { Calendar } from '../core/calendar.js'
import type { Candles } from '../core/candles.js'
import type { Exchange } from '../exchange/exchange.js'
import { createCandleWindow } from './candle-window.js'

/** The feed keeps the candles of one symbol up to date and fetches only new ones. */
export interface CandleFeed {
  /**
   * Fetches the candles that finished before `now`. Returns undefined where the feed has fewer rows than it needs, or
   * where the last finished candle has not arrived: no decision is made on an invented candle. The result is a view
   * that the next call overwrites.
   */
  update(now: number): Promise<Candles | undefined>
}

/** The largest number of candles that one request returns. */
const PAGE = 1000
/** The last candles are fetched again each time, because an exchange may have revised them. */
const OVERLAP = 2

export function openCandleFeed(exchange: Exchange, symbol: string, calendar: Calendar, rows: number): CandleFeed {
  const window = createCandleWindow(calendar, rows)
  const { interval } = calendar
  const fetchUntil = async (end: number): Promise<void> => {
    let since = window.lastTime === undefined ? end - rows * interval : window.lastTime - (OVERLAP - 1) * interval
    while (since < end) {
      const limit = Math.min(PAGE, (end - since) / interval + 1)
      const page = await exchange.fetchCandles(symbol, since, limit)
      window.append(page, end)
      const last = page.at(-1)
      if (!last || last.time < since || page.length < limit) return
      since = last.time + interval
    }
  }
  return {
    update: async (now) => {
      const end = calendar.timeAt(calendar.ordinalAt(now))
      await fetchUntil(end)
      return window.lastTime === end - interval && window.rows >= rows ? window.last(rows) : undefined
    },
  }
}

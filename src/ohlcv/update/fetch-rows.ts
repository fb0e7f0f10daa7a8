import type { Calendar } from '../../core/calendar.js'
import type { TimeRange } from '../../core/time.js'
import type { Exchange, RawCandle } from '../../exchange/exchange.js'
import { isCandle } from './candles-of-rows.js'

/** Where candles of one market are asked for. */
export interface HistorySource {
  readonly exchange: Pick<Exchange, 'fetchCandles'>
  readonly symbol: string
  readonly calendar: Calendar
}

/** Candles by their open time. */
export type Rows = Map<number, RawCandle>

/** One answer of an exchange. */
export interface Page {
  /** Candles inside the range that was asked for. */
  readonly rows: Rows
  /** Everything before this time has been asked for. */
  readonly until: number
}

/** Most candles that one request gives. */
const PAGE = 1000

/**
 * Asks for every candle that opens in `range`, page by page. A page may lack candles, and have some twice or out of order.
 * Where an exchange answers with nothing, the next thousand candles are asked for; where it answers with candles from
 * behind the range only, there are none left in it.
 */
export async function* fetchPages(source: HistorySource, range: TimeRange): AsyncGenerator<Page> {
  const { exchange, symbol, calendar } = source
  const end = calendar.ordinalAt(range.to)
  for (let next = calendar.ordinalAt(range.from); next < end;) {
    const since = calendar.timeAt(next)
    const answer = await exchange.fetchCandles(symbol, since, Math.min(PAGE, end - next))
    const rows: Rows = new Map()
    let last = Number.NEGATIVE_INFINITY
    for (const row of answer) {
      if (row.time < since || row.time >= range.to || !isCandle(row, calendar)) continue
      rows.set(row.time, row)
      last = Math.max(last, row.time)
    }
    const beyond = rows.size === 0 && answer.some(({ time }) => time >= range.to)
    const step = rows.size > 0 ? calendar.ordinalAt(last) + 1 : next + PAGE
    next = beyond ? end : Math.min(end, step)
    yield { rows, until: calendar.timeAt(next) }
  }
}

/**
 * Asks once more for the candles that are missing, and adds those that come to `rows`. Resolves to their number. `gaps`
 * are in order; neighbours are asked for together.
 */
export async function fetchMissing(source: HistorySource, gaps: readonly TimeRange[], rows: Rows): Promise<number> {
  let came = 0
  let asked = Number.NEGATIVE_INFINITY
  for (const gap of gaps) {
    const from = Math.max(gap.from, asked)
    if (from >= gap.to) continue
    const { calendar } = source
    const whole = calendar.timeAt(calendar.ordinalAt(from) + PAGE)
    const to = Math.max(gap.to, Math.min(whole, gaps.findLast(({ from: next }) => next < whole)?.to ?? gap.to))
    for await (const page of fetchPages(source, { from, to })) {
      for (const [time, row] of page.rows) {
        if (rows.has(time)) continue
        rows.set(time, row)
        came++
      }
    }
    asked = to
  }
  return came
}

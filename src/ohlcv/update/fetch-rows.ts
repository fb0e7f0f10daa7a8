import type { Calendar } from '../../core/calendar.js'
import type { TimeRange } from '../../core/time.js'
import type { Exchange, RawCandle } from '../../exchange/exchange.js'
import { CANDLE_COLUMNS, allocateCandles, candlesToFrame, type Candles } from '../../core/candles.js'
import { fillMarkedGaps } from '../../store/candles/fill-gaps.js'

/** Where candles of one market are fetched from. */
export interface HistorySource {
  readonly exchange: Pick<Exchange, 'fetchCandles'>
  readonly symbol: string
  readonly calendar: Calendar
}

/** Candles by their open time. */
export type Rows = Map<number, RawCandle>

/** One answer of an exchange. */
export interface Page {
  /** Candles inside the requested range. */
  readonly rows: Rows
  /** Everything before this time has been fetched. */
  readonly until: number
}

/** Candles of one request. */
const PAGE_SIZE = 1000

/**
 * Fetches every candle that opens in `range`, page by page. A page may lack candles, and have some twice or out of order.
 * Where an exchange answers with nothing, the next page follows; where all candles of an answer lie behind the range, none is
 * left in it.
 */
export async function* fetchPages(source: HistorySource, range: TimeRange): AsyncGenerator<Page> {
  const { exchange, symbol, calendar } = source
  const end = calendar.ordinalAt(range.to)
  for (let next = calendar.ordinalAt(range.from); next < end;) {
    const since = calendar.timeAt(next)
    const answer = await exchange.fetchCandles(symbol, since, Math.min(PAGE_SIZE, end - next))
    const rows: Rows = new Map()
    let last = Number.NEGATIVE_INFINITY
    for (const row of answer) {
      if (row.time < since || row.time >= range.to || !isValidCandle(row, calendar)) continue
      rows.set(row.time, row)
      last = Math.max(last, row.time)
    }
    const beyond = rows.size === 0 && answer.some(({ time }) => time >= range.to)
    const step = rows.size > 0 ? calendar.ordinalAt(last) + 1 : next + PAGE_SIZE
    next = beyond ? end : Math.min(end, step)
    yield { rows, until: calendar.timeAt(next) }
  }
}

/**
 * Fetches missing candles once more, and adds those that the exchange has to `rows`. Resolves to their number. `gaps` are in
 * order; neighbours are fetched together.
 */
export async function fetchMissing(source: HistorySource, gaps: readonly TimeRange[], rows: Rows): Promise<number> {
  let found = 0
  let fetched = Number.NEGATIVE_INFINITY
  for (const gap of gaps) {
    const from = Math.max(gap.from, fetched)
    if (from >= gap.to) continue
    const { calendar } = source
    const pageEnd = calendar.timeAt(calendar.ordinalAt(from) + PAGE_SIZE)
    const to = Math.max(gap.to, Math.min(pageEnd, gaps.findLast(({ from: next }) => next < pageEnd)?.to ?? gap.to))
    for await (const page of fetchPages(source, { from, to })) {
      for (const [time, row] of page.rows) {
        if (rows.has(time)) continue
        rows.set(time, row)
        found++
      }
    }
    fetched = to
  }
  return found
}

/**
 * Whether a row can be a candle: it opens where one of the calendar does, has prices, and none of them lies beyond high
 * or low. Anything else counts as missing.
 */
export function isValidCandle({ time, open, high, low, close, volume }: RawCandle, calendar: Calendar): boolean {
  const inside =
    low > 0 && high < Number.POSITIVE_INFINITY && low <= Math.min(open, close) && high >= Math.max(open, close)
  return inside && volume >= 0 && calendar.timeAt(calendar.ordinalAt(time)) === time
}

/** Rows of an exchange on an unbroken grid, gaps filled; the last of several rows of a minute counts. Undefined for none. */
export function rowsToCandles(rows: ReadonlyMap<number, RawCandle>, calendar: Calendar): Candles | undefined {
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

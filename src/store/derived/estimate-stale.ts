import { join } from 'node:path'
import { calendarOf, marketPath } from '../../core/market.js'
import { monthsOf } from '../../core/time.js'
import { peekFrameHeader } from '../arrow/frame-header.js'
import type { CandleStore } from '../candles/candle-store.js'
import { monthFileOf } from '../files/market-folder.js'
import { isMadeBy } from './derived-lineage.js'
import type { DerivedRequest } from './derived-store.js'

/** About how many rows are missing or stale, and in how many months they lie. */
export interface StaleEstimate {
  readonly rows: number
  readonly months: number
}

/**
 * About what the store of derived frames would compute for a request, judged by the headers of the first and the last month:
 * all rows where the first is not there or something else made it, else those behind the end of the last. Nothing is set aside.
 */
export async function estimateStale(
  dataFolder: string,
  candles: CandleStore,
  request: DerivedRequest,
): Promise<StaleEstimate> {
  const { kind, definition, market, columnHistory, range } = request
  const calendar = calendarOf(market)
  const stored = await candles.range(market)
  const first = Math.max(calendar.ordinalAt(stored?.from ?? 0) + columnHistory, calendar.ordinalAt(range?.from ?? 0))
  const end = calendar.ordinalAt(Math.min(stored?.to ?? 0, range?.to ?? Infinity))
  const months = end > first ? monthsOf({ from: calendar.timeAt(first), to: calendar.timeAt(end) }) : []
  const folder = join(dataFolder, kind, definition.id, ...marketPath(market).split('/'))
  const headers = await Promise.all(
    [months[0], months.at(-1)].map(async (month) => month && peekFrameHeader(monthFileOf(folder, month.from))),
  )
  const [begin, last] = headers.map((header) => (header && isMadeBy(header, request) ? header : undefined))
  if (!begin) return { rows: Math.max(0, end - first), months: months.length }
  const lastStart = calendar.ordinalAt(months.at(-1)?.from ?? 0)
  const rows = Math.max(0, end - (last ? last.first + last.rows : lastStart))
  return { rows, months: Math.min(1, rows) }
}

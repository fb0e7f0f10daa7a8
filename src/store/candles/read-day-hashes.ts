import { frameToCandles } from '../../core/candles.js'
import { gridOver, timeAt, type Grid } from '../../core/grid.js'
import { calendarOf, type Market } from '../../core/market.js'
import { DAY, intersect, type TimeRange } from '../../core/time.js'
import type { FrameHeader } from '../arrow/frame-header.js'
import { hashFilledDay } from './day-hashes.js'
import { dayStart, hashDays } from './hash-days.js'
import { listCandles, monthsFor, readHeader, refuseLost } from './list-candles.js'
import { dayHashesInHeader, lastCloseInHeader } from './month-candles.js'
import { STORED_CANDLE_COLUMNS, readCandleColumns } from './read-candles.js'

/** Computes the content hash of each UTC day that `range` touches, cut to what is stored. */
export async function readDayHashes(folder: string, market: Market, range: TimeRange): Promise<Map<number, string>> {
  const { folder: listed, tail, range: all } = await listCandles(folder, market)
  const part = all && intersect(range, all)
  const hashes = new Map<number, string>()
  if (!part) return hashes
  refuseLost(listed, part)
  const whole = gridOver(calendarOf(market), all)
  const headers: FrameHeader[] = []
  for (const { file } of monthsFor(listed, gridOver(whole.calendar, part))) headers.push(await readHeader(market, file))
  const stored = new Map(headers.flatMap((header) => [...dayHashesInHeader(header)]))
  const tailDay = tail ? dayStart(timeAt(tail.grid, 0)) : Number.POSITIVE_INFINITY
  for (let day = dayStart(part.from); day < Math.min(part.to, tailDay); day += DAY) {
    hashes.set(day, dayHash(day, whole, headers, stored.get(day)))
  }
  if (part.to <= tailDay) return hashes
  const late = { from: Math.max(dayStart(part.from), tailDay), to: dayStart(part.to - 1) + DAY }
  const frame = await readCandleColumns(folder, market, STORED_CANDLE_COLUMNS, late)
  return new Map([...hashes, ...hashDays(frameToCandles(frame))])
}

/**
 * Returns the stored hash where one file holds all rows of the day, else a hash that covers the fills before and after
 * its rows.
 */
function dayHash(day: number, whole: Grid, headers: readonly FrameHeader[], stored: string | undefined): string {
  const { calendar } = whole
  const from = Math.max(whole.first, calendar.ordinalAt(day))
  const to = Math.min(whole.first + whole.rows, calendar.ordinalAt(day + DAY - 1) + 1)
  const before = headers.findLast((header) => header.first + header.rows <= from)
  const inside = headers.find((header) => header.first < to && header.first + header.rows > from)
  const leading = inside ? Math.max(0, inside.first - from) : to - from
  const trailing = inside ? Math.max(0, to - inside.first - inside.rows) : 0
  if (stored && leading === 0 && trailing === 0) return stored
  const carried = before && leading > 0 ? lastCloseInHeader(before) : 0
  return hashFilledDay(
    day,
    stored,
    from,
    to,
    leading,
    carried,
    trailing,
    inside && trailing ? lastCloseInHeader(inside) : 0,
  )
}

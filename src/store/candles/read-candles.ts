import type { Calendar } from '../../core/calendar.js'
import { CANDLE_COLUMNS } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { makeFrame, type Column, type Frame } from '../../core/frame.js'
import { gridOver, type Grid } from '../../core/grid.js'
import { calendarOf, marketPath, type Market } from '../../core/market.js'
import { intersect, isoMinute, type TimeRange } from '../../core/time.js'
import { openFrameFile, type OpenFrameFile } from '../arrow/frame-file.js'
import type { FrameHeader } from '../arrow/frame-header.js'
import type { MarketFolder, MonthFile } from '../files/market-folder.js'
import { overlayTail } from './candle-tail.js'
import { fillGap } from './fill-gaps.js'
import { listCandles, monthsFor, refuseLost, withRecoveryHint, type ListedCandles } from './list-candles.js'
import { lastCloseInHeader } from './month-candles.js'

/** Names of all stored columns of candles. */
export const STORED_CANDLE_COLUMNS: readonly string[] = [...CANDLE_COLUMNS, 'filled']

/**
 * Reads the given candle columns over `range`, cut to what is stored, on an unbroken grid. The values of each month go
 * straight into the final memory, and minutes between two months are filled. Throws UserError where nothing is stored
 * or a month is lost.
 */
export async function readCandleColumns(
  folder: string,
  market: Market,
  names: readonly string[],
  range?: TimeRange,
): Promise<Frame> {
  const listed = await listCandles(folder, market)
  const { grid, firstStored } = gridToRead(listed, market, range)
  const readPart = (part: Grid, columns: readonly string[]): Promise<Frame> =>
    readMonths(listed.folder, market, part, columns)
  const { tail } = listed
  if (!tail || grid.first + grid.rows <= tail.grid.first) return readPart(grid, names)
  return overlayTail(readPart, grid, names, tail, firstStored)
}

async function readMonths(listed: MarketFolder, market: Market, grid: Grid, names: readonly string[]): Promise<Frame> {
  const opened = await openMonths(market, monthsFor(listed, grid))
  try {
    const columns = names.map((name) => [name, allocate(name, grid.rows)] as const)
    const read = await Promise.allSettled(opened.map((month) => readMonth(market, month, grid, columns)))
    const failed = read.find((result) => result.status === 'rejected')
    if (failed) throw failed.reason
    fillBetween(
      opened.map((month) => month.header),
      grid,
      columns,
    )
    return makeFrame(grid, columns)
  } finally {
    await Promise.all(opened.map((month) => month.close()))
  }
}

function gridToRead(
  { folder, range: all }: ListedCandles,
  market: Market,
  range: TimeRange | undefined,
): { grid: Grid; firstStored: number } {
  refuseLost(folder, range)
  if (!all) {
    throw new UserError(`there are no candles of ${marketPath(market)}; import some with`, { remedy: 'data.import' })
  }
  if (range && range.from >= range.to) {
    throw new UserError(
      `the range ${isoMinute(range.from)} to ${isoMinute(range.to)} is empty: its end must come later`,
    )
  }
  const part = intersect(range ?? all, all)
  const grid = part && gridOver(calendarOf(market), part)
  if (grid && grid.rows > 0) return { grid, firstStored: grid.calendar.ordinalAt(all.from) }
  const requested = range ?? all
  throw new UserError(
    `${marketPath(market)} has no candles from ${isoMinute(requested.from)} to ${isoMinute(requested.to)}; there are some from ${isoMinute(all.from)} to ${isoMinute(all.to)}`,
  )
}

async function openMonths(market: Market, months: readonly MonthFile[]): Promise<OpenFrameFile[]> {
  const settled = await Promise.allSettled(months.map(({ file }) => openFrameFile(file)))
  const opened = settled.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : []))
  const failed = settled.find((result) => result.status === 'rejected')
  if (!failed) return opened
  await Promise.all(opened.map((month) => month.close()))
  throw withRecoveryHint(market, failed.reason)
}

async function readMonth(
  market: Market,
  month: OpenFrameFile,
  grid: Grid,
  columns: readonly (readonly [string, Column])[],
): Promise<void> {
  const { header } = month
  checkCalendar(header, grid.calendar)
  const from = Math.max(grid.first, header.first)
  const to = Math.min(grid.first + grid.rows, header.first + header.rows)
  if (from >= to) return
  try {
    await month.read(
      columns.map(([name, values]) => ({
        name,
        target: values.subarray(from - grid.first, to - grid.first),
        from: from - header.first,
      })),
    )
  } catch (error) {
    throw withRecoveryHint(market, error)
  }
}

/** Fills the rows of the grid that lie after the last candle of one month and before the first of the next. */
function fillBetween(
  headers: readonly FrameHeader[],
  grid: Grid,
  columns: readonly (readonly [string, Column])[],
): void {
  for (const [index, header] of headers.entries()) {
    const next = headers[index + 1]
    const from = Math.max(0, header.first + header.rows - grid.first)
    const to = next ? Math.min(grid.rows, next.first - grid.first) : grid.rows
    if (from >= to) continue
    const close = lastCloseInHeader(header)
    for (const [name, values] of columns) fillGap(name, values, from, to, close)
  }
}

function allocate(name: string, rows: number): Column {
  if (!STORED_CANDLE_COLUMNS.includes(name)) {
    throw new RangeError(`candles have no column ${name}; there are ${STORED_CANDLE_COLUMNS.join(', ')}`)
  }
  return name === 'filled' ? new Uint8Array(rows) : new Float64Array(rows)
}

function checkCalendar(header: FrameHeader, calendar: Calendar): void {
  if (header.calendar === calendar.id) return
  throw new UserError(`${header.file} belongs to the calendar ${header.calendar}, expected ${calendar.id}`)
}

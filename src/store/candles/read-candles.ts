import type { Calendar } from '../../core/calendar.js'
import { CANDLE_COLUMNS, frameToCandles, type Candles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { makeFrame, type Column, type Frame } from '../../core/frame.js'
import { gridOver, rangeOf, timeAt, type Grid } from '../../core/grid.js'
import { calendarOf, marketPath, type Market } from '../../core/market.js'
import { DAY, intersect, isoMinute, type TimeRange } from '../../core/time.js'
import { openFrameFile, withFrameFile, type FrameHeader, type OpenFrameFile } from '../arrow/frame-file.js'
import { DamagedFileError } from '../files/damaged-file.js'
import { listMarketFolder, findLostMonths, type MarketFolder, type MonthFile } from '../files/market-folder.js'
import { readTail, overlayTail } from './candle-tail.js'
import { dayStart, hashDays, hashFilledDay } from './day-hashes.js'
import { fillGap } from './fill-gaps.js'
import { lastCloseInHeader, dayHashesInHeader } from './month-candles.js'

/** Names of all stored columns of candles. */
export const STORED_CANDLE_COLUMNS: readonly string[] = [...CANDLE_COLUMNS, 'filled']

/** Returns the time from the first candle in the folder to the end of the last. */
export async function readStoredRange(folder: string, market: Market): Promise<TimeRange | undefined> {
  const { range } = await listCandles(folder, market)
  return range
}

/** The files of a market and its tail, as one reader sees them. */
interface ListedCandles {
  readonly folder: MarketFolder
  readonly tail: Candles | undefined
  /** The range of the months and the tail together. */
  readonly range: TimeRange | undefined
}

/**
 * Lists a market for reading. The tail is read first: a tail that is folded meanwhile lies over its own candles without
 * effect.
 */
async function listCandles(folder: string, market: Market): Promise<ListedCandles> {
  const tail = await readTail(folder, calendarOf(market))
  const listed = await listMarketFolder(folder)
  const months = await rangeOfMonths(market, listed.months)
  const range = months && tail ? { ...months, to: Math.max(months.to, rangeOf(tail.grid).to) } : months
  return { folder: listed, tail: months && tail, range }
}

async function rangeOfMonths(market: Market, months: readonly MonthFile[]): Promise<TimeRange | undefined> {
  const [first] = months
  const last = months.at(-1)
  if (!first || !last) return undefined
  const calendar = calendarOf(market)
  const from = await readHeader(market, first.file)
  const to = await readHeader(market, last.file)
  return { from: calendar.timeAt(from.first), to: calendar.timeAt(to.first + to.rows) }
}

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

function gridToRead(
  { folder, range: all }: ListedCandles,
  market: Market,
  range: TimeRange | undefined,
): { grid: Grid; firstStored: number } {
  refuseLost(folder, range)
  if (!all) {
    throw new UserError(`there are no candles of ${marketPath(market)}; import some with: followupward import FILE`)
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

function refuseLost(listed: MarketFolder, range: TimeRange | undefined): void {
  const lost = findLostMonths(listed).find(({ month }) => !range || intersect(month, range))
  if (!lost) return
  throw new UserError(
    `the candles of ${isoMinute(lost.month.from).slice(0, 7)} are lost: their file was damaged and set aside as ${lost.file}; import that month again, or delete the file to go on without it`,
  )
}

/** Returns the months that hold rows of the grid, and the one before, whose last close may have to be carried on. */
function monthsFor({ months }: MarketFolder, grid: Grid): MonthFile[] {
  const from = timeAt(grid, 0)
  const to = timeAt(grid, grid.rows)
  const first = months.findLastIndex(({ month }) => month.from <= from)
  const touching = months.filter(({ month }, index) => index >= Math.max(0, first) && month.from < to)
  const before = months[first - 1]
  return before ? [before, ...touching] : touching
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

async function readHeader(market: Market, file: string): Promise<FrameHeader> {
  try {
    return await withFrameFile(file, ({ header }) => Promise.resolve(header))
  } catch (error) {
    throw withRecoveryHint(market, error)
  }
}

function checkCalendar(header: FrameHeader, calendar: Calendar): void {
  if (header.calendar === calendar.id) return
  throw new UserError(`${header.file} belongs to the calendar ${header.calendar}, expected ${calendar.id}`)
}

/** Adds what to do about a damaged month of candles to the message of the error. */
export function withRecoveryHint(market: Market, error: unknown): unknown {
  if (!(error instanceof DamagedFileError)) return error
  return new DamagedFileError(
    error.file,
    `${error.message}; import or download that month of ${marketPath(market)} again`,
  )
}

import type { Candles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { rangeOf, timeAt, type Grid } from '../../core/grid.js'
import { calendarOf, marketPath, type Market } from '../../core/market.js'
import { intersect, isoMinute, type TimeRange } from '../../core/time.js'
import { withFrameFile } from '../arrow/frame-file.js'
import type { FrameHeader } from '../arrow/frame-header.js'
import { DamagedFileError } from '../files/damaged-file.js'
import { findLostMonths, listMarketFolder, type MarketFolder, type MonthFile } from '../files/market-folder.js'
import { readTail } from './candle-tail.js'

/** Returns the time from the first candle in the folder to the end of the last. */
export async function readStoredRange(folder: string, market: Market): Promise<TimeRange | undefined> {
  const { range } = await listCandles(folder, market)
  return range
}

/** The files of a market and its tail, as one reader sees them. */
export interface ListedCandles {
  readonly folder: MarketFolder
  readonly tail: Candles | undefined
  /** The range of the months and the tail together. */
  readonly range: TimeRange | undefined
}

/**
 * Lists a market for reading. The tail is read first: a tail that is folded meanwhile lies over its own candles without
 * effect.
 */
export async function listCandles(folder: string, market: Market): Promise<ListedCandles> {
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

/** Throws UserError where the candles of a month in `range` (default: of any month) are lost. */
export function refuseLost(listed: MarketFolder, range: TimeRange | undefined): void {
  const lost = findLostMonths(listed).find(({ month }) => !range || intersect(month, range))
  if (!lost) return
  throw new UserError(
    `the candles of ${isoMinute(lost.month.from).slice(0, 7)} are lost: their file was damaged and set aside as ${lost.file}; import that month again, or delete the file to go on without it`,
  )
}

/** Returns the months that hold rows of the grid, and the one before, whose last close may have to be carried on. */
export function monthsFor({ months }: MarketFolder, grid: Grid): MonthFile[] {
  const from = timeAt(grid, 0)
  const to = timeAt(grid, grid.rows)
  const first = months.findLastIndex(({ month }) => month.from <= from)
  const touching = months.filter(({ month }, index) => index >= Math.max(0, first) && month.from < to)
  const before = months[first - 1]
  return before ? [before, ...touching] : touching
}

/** Reads the header of a month's file; an error says what to do about it. */
export async function readHeader(market: Market, file: string): Promise<FrameHeader> {
  try {
    return await withFrameFile(file, ({ header }) => Promise.resolve(header))
  } catch (error) {
    throw withRecoveryHint(market, error)
  }
}

/** Adds what to do about a damaged month of candles to the message of the error. */
export function withRecoveryHint(market: Market, error: unknown): unknown {
  if (!(error instanceof DamagedFileError)) return error
  return new DamagedFileError(
    error.file,
    `${error.message}; import or download that month of ${marketPath(market)} again`,
  )
}

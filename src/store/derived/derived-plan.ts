import type { Calendar } from '../../core/calendar.js'
import { UserError } from '../../core/errors.js'
import { gridOver, type Grid } from '../../core/grid.js'
import { calendarOf } from '../../core/market.js'
import { DAY, intersect, isoMinute, monthsOf, type TimeRange } from '../../core/time.js'
import type { FrameHeader } from '../arrow/frame-header.js'
import type { CandleStore } from '../candles/candle-store.js'
import { monthFileOf } from '../files/market-folder.js'
import { reusableRows, type DayHashes, type DerivedSource, type FrameKind } from './derived-lineage.js'
import { describeMarket, openNeededCandles } from './needed-candles.js'

/** One month of derived rows as it must be. */
export interface MonthPlan {
  readonly file: string
  /** All rows of the month that the candles give, whatever range was requested. */
  readonly grid: Grid
  /** The candles that the rows read. */
  readonly candles: TimeRange
  readonly days: DayHashes
}

export interface DerivedPlan {
  readonly folder: string
  /** The rows that were requested. */
  readonly grid: Grid
  readonly months: readonly MonthPlan[]
}

/** Plans the rows in `range` (default: all), and the months that hold them. Throws UserError where there are none. */
export async function planDerivedMonths(
  folder: string,
  candles: CandleStore,
  source: DerivedSource<FrameKind>,
  range: TimeRange | undefined,
): Promise<DerivedPlan> {
  const { market } = source
  const calendar = calendarOf(market)
  const needed = openNeededCandles(candles, source)
  const stored = await needed.range()
  const rows = rowsOf(calendar, source, stored)
  const wanted = range ? intersect(range, rows) : rows
  if (!wanted || gridOver(calendar, wanted).rows === 0) throw nothingThere(source, rows, range)
  const months = monthsOf(wanted).flatMap((month) => {
    const part = intersect(month, rows)
    return part ? [{ file: monthFileOf(folder, month.from), ...readBy(calendar, source, part, stored) }] : []
  })
  const [first, last] = [months[0], months.at(-1)]
  const days =
    first && last
      ? await needed.dayHashes({ from: first.candles.from, to: last.candles.to })
      : new Map<number, string>()
  return {
    folder,
    grid: gridOver(calendar, wanted),
    months: months.map((month) => ({ ...month, days: daysIn(days, month.candles) })),
  }
}

/** Returns the time of all rows that the stored candles give. */
function rowsOf(
  calendar: Calendar,
  { definition, columnHistory }: DerivedSource<FrameKind>,
  stored: TimeRange,
): TimeRange {
  const all = gridOver(calendar, stored)
  if (all.rows <= columnHistory) {
    throw new UserError(
      `${definition.id} needs at least ${columnHistory + 1} candles (its history and one more), there are ${all.rows}, from ${isoMinute(stored.from)}; import earlier ones`,
    )
  }
  return { from: calendar.timeAt(all.first + columnHistory), to: stored.to }
}

function readBy(
  calendar: Calendar,
  { columnHistory, horizon }: DerivedSource<FrameKind>,
  rows: TimeRange,
  stored: TimeRange,
): Pick<MonthPlan, 'grid' | 'candles'> {
  const grid = gridOver(calendar, rows)
  const to = calendar.timeAt(grid.first + grid.rows + horizon)
  return {
    grid,
    candles: { from: calendar.timeAt(grid.first - columnHistory), to: Math.min(to, stored.to) },
  }
}

/** Returns the hashes of the days that `range` touches. */
function daysIn(days: DayHashes, range: TimeRange): DayHashes {
  return new Map([...days].filter(([day]) => day < range.to && day + DAY > range.from))
}

function nothingThere(
  { definition, market }: DerivedSource<FrameKind>,
  rows: TimeRange,
  range: TimeRange | undefined,
): UserError {
  const requested = range ? ` from ${isoMinute(range.from)} to ${isoMinute(range.to)}` : ''
  return new UserError(
    `no rows of ${definition.id} for ${describeMarket(market)}${requested}; its candles give rows from ${isoMinute(rows.from)} to ${isoMinute(rows.to)}`,
  )
}

/** The valid part of a month's file. */
export interface MonthState {
  /** The number of its first rows that are valid. */
  readonly reusable: number
  /** Whether these are all rows of the month. */
  readonly fresh: boolean
}

export function monthStateOf(
  header: FrameHeader,
  { grid, days }: MonthPlan,
  source: DerivedSource<FrameKind>,
): MonthState {
  const reusable = reusableRows(header, source, grid, days)
  return { reusable, fresh: reusable === grid.rows && header.rows === grid.rows }
}

import type { Calendar } from './calendar.js'
import type { TimeRange } from './time.js'

/** The time axis of a frame: `rows` successive open candles of a calendar, beginning with the ordinal `first`. */
export interface Grid {
  readonly calendar: Calendar
  readonly first: number
  readonly rows: number
}

/** The grid of all candles that open inside `range`. */
export function gridOver(calendar: Calendar, range: TimeRange): Grid {
  const first = ordinalFrom(calendar, range.from)
  return { calendar, first, rows: Math.max(0, ordinalFrom(calendar, range.to) - first) }
}

/** Ordinal of the first candle that opens at or after `time`. */
export function ordinalFrom(calendar: Calendar, time: number): number {
  const ordinal = calendar.ordinalAt(time)
  return calendar.timeAt(ordinal) < time ? ordinal + 1 : ordinal
}

/** Open time of a row, epoch ms. Rows outside the grid are extrapolated along the calendar. */
export function timeAt(grid: Grid, row: number): number {
  return grid.calendar.timeAt(grid.first + row)
}

/** Row of the candle that is open at `time`; negative or >= rows where the grid does not cover it. */
export function rowAt(grid: Grid, time: number): number {
  return grid.calendar.ordinalAt(time) - grid.first
}

/** The time that the grid covers. */
export function rangeOf(grid: Grid): TimeRange {
  return { from: timeAt(grid, 0), to: timeAt(grid, grid.rows) }
}

/** The grid of the rows `from … from + rows − 1`. */
export function sliceGrid(grid: Grid, from: number, rows: number): Grid {
  if (from < 0 || rows < 0 || from + rows > grid.rows) {
    throw new RangeError(`rows ${from}…${from + rows} do not lie inside a grid of ${grid.rows} rows`)
  }
  return { calendar: grid.calendar, first: grid.first + from, rows }
}

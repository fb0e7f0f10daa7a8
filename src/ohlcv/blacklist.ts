import type { Candles } from '../core/candles.js'
import { rangeOf, rowAt, sliceGrid, timeAt } from '../core/grid.js'
import { DAY, isoMinute, type TimeRange } from '../core/time.js'
import { findNoTradeBreaks } from './gaps.js'
import { sumQuoteVolume } from './quote-volume.js'

export interface BlacklistLimits {
  /** Days before the time of the check that are looked at. */
  readonly days: number
  /** Lowest average volume a day in quote; 0: no limit. */
  readonly minDailyQuoteVolume: number
  /** Largest number of no-trade breaks in these days; undefined: no limit. */
  readonly maxNoTradeBreaks?: number | undefined
  /** At least this many candles in a row without volume are a no-trade break. */
  readonly noTradeBreakMinutes: number
}

export type BlacklistCandles = Pick<Candles, 'grid' | (typeof BLACKLIST_COLUMNS)[number]>

/** Whether there is a limit at all: without one no pair is ever on the blacklist. */
export function hasBlacklistLimits({ minDailyQuoteVolume, maxNoTradeBreaks }: BlacklistLimits): boolean {
  return minDailyQuoteVolume > 0 || maxNoTradeBreaks !== undefined
}

/** The columns that the blacklist is made from. */
export const BLACKLIST_COLUMNS = ['close', 'volume', 'quoteVolume', 'filled'] as const

/** The time whose candles decide about a moment. */
export function blacklistWindow(time: number, { days }: BlacklistLimits): TimeRange {
  return { from: time - days * DAY, to: time }
}

/**
 * Why a pair is on the blacklist as of a moment; empty where it is not. Only candles that were finished by then count:
 * those that come later never change the answer. Undefined candles are those of a pair that has none.
 */
export function blacklistReasons(
  candles: BlacklistCandles | undefined,
  time: number,
  limits: BlacklistLimits,
): string[] {
  if (!hasBlacklistLimits(limits)) return []
  const window = candles && selectTrailing(candles, blacklistWindow(time, limits))
  if (!window) return [`no candles in the ${limits.days} days before ${isoMinute(time)}`]
  const { to } = rangeOf(window.grid)
  const reasons = [...volumeReasons(window, limits), ...breakReasons(window, limits)]
  return time - to >= DAY ? [`no candles since ${isoMinute(to)}`, ...reasons] : reasons
}

/** The finished candles of the window, from the first to the last that a source had; undefined where there are none. */
function selectTrailing(candles: BlacklistCandles, window: TimeRange): BlacklistCandles | undefined {
  const { grid, filled } = candles
  const from = Math.max(0, Math.ceil(fractionalRowAt(grid, window.from)))
  const to = Math.min(grid.rows, Math.floor(fractionalRowAt(grid, window.to)))
  const real = filled.subarray(Math.min(from, grid.rows), Math.max(from, to))
  const first = real.indexOf(0)
  if (first < 0) return undefined
  return sliceColumns(candles, from + first, real.lastIndexOf(0) + 1 - first)
}

/** Row at a time, with a fraction inside a candle. */
function fractionalRowAt(grid: Candles['grid'], time: number): number {
  const row = rowAt(grid, time)
  return row + (time - timeAt(grid, row)) / grid.calendar.interval
}

function sliceColumns(
  { grid, close, volume, quoteVolume, filled }: BlacklistCandles,
  from: number,
  rows: number,
): BlacklistCandles {
  const to = from + rows
  return {
    grid: sliceGrid(grid, from, rows),
    close: close.subarray(from, to),
    volume: volume.subarray(from, to),
    quoteVolume: quoteVolume.subarray(from, to),
    filled: filled.subarray(from, to),
  }
}

/** A pair with candles of less than a day is judged by what was traded in them, not by what a whole day might bring. */
function volumeReasons(window: BlacklistCandles, { minDailyQuoteVolume }: BlacklistLimits): string[] {
  const { from, to } = rangeOf(window.grid)
  const daily = sumQuoteVolume(window, 0, window.grid.rows) / Math.max(1, (to - from) / DAY)
  if (daily >= minDailyQuoteVolume) return []
  return [`average daily volume ${Math.round(daily)} in quote is below ${minDailyQuoteVolume}`]
}

/** Minutes that no source has are an outage of the exchange or a gap of the history: they alone are no break. */
function breakReasons(window: BlacklistCandles, { maxNoTradeBreaks, noTradeBreakMinutes }: BlacklistLimits): string[] {
  if (maxNoTradeBreaks === undefined) return []
  const { grid, filled } = window
  const count = findNoTradeBreaks(window, noTradeBreakMinutes).filter(({ from, to }) =>
    filled.subarray(rowAt(grid, from), rowAt(grid, to)).includes(0),
  ).length
  return count > maxNoTradeBreaks ? [`${count} no-trade breaks are more than ${maxNoTradeBreaks}`] : []
}

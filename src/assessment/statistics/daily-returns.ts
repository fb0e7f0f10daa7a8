import { DAY, MINUTE } from '../../core/time.js'
import { markEquity, type MarkedTrades } from '../marked-equity.js'

/** The trades of one base, and the rows that it was assessed on. */
export interface DailyTrades extends MarkedTrades {
  readonly series: MarkedTrades['series'] & { readonly base: string }
}

/** Returns by UTC day, as shares of the capital. */
export interface DailyReturns {
  /** Epoch days, ascending: those on which any base has a row, with or without a trade. */
  readonly days: Int32Array
  readonly returns: Float64Array
}

export interface DailyReturnOptions {
  readonly fee: number
  /** Share of the capital that a base trades with; default: 1 / number of bases for each. */
  readonly shareOf?: (base: string) => number
}

const MINUTES_A_DAY = DAY / MINUTE

/**
 * Daily UTC returns of trading several bases at once with one capital, each base with its share of it and always the same stake. Open positions are
 * marked at the last close of the day, as if they were sold then. Days without a trade count with a return of 0; days without a row,
 * as between two ranges, do not count. Stakes are not reinvested: returns add up to the gain, and do not compound.
 */
export function dailyReturns(traded: readonly DailyTrades[], { fee, shareOf }: DailyReturnOptions): DailyReturns {
  const days = daysOf(traded)
  const returns = new Float64Array(days.length)
  for (const one of traded) {
    const share = shareOf?.(one.series.base) ?? 1 / traded.length
    const gains = gainByDay(one, days, fee)
    for (let day = 0; day < returns.length; day++) returns[day] = (returns[day] ?? 0) + share * (gains[day] ?? 0)
  }
  return { days, returns }
}

/** Daily returns of consecutive days. */
export interface ConsecutiveReturns {
  /** Epoch ms of the first day's begin; 0 without a day. */
  readonly from: number
  /** One a day, with 0 on days that nothing was assessed on. */
  readonly returns: readonly number[]
}

/** Lays daily returns out from the first to the last day without a gap. */
export function toConsecutive({ days, returns }: DailyReturns): ConsecutiveReturns {
  const first = days[0]
  if (first === undefined) return { from: 0, returns: [] }
  const all = new Float64Array((days.at(-1) ?? first) - first + 1)
  days.forEach((day, i) => (all[day - first] = returns[i] ?? 0))
  return { from: first * DAY, returns: [...all] }
}

/** The opposite of `toConsecutive`. */
export function fromConsecutive({ from, returns }: ConsecutiveReturns): DailyReturns {
  const first = Math.floor(from / DAY)
  return { days: Int32Array.from(returns, (_, day) => first + day), returns: Float64Array.from(returns) }
}

/** The daily returns of each base on all days of all the bases, as shares of its own stake. */
export function dailyReturnsByBase(traded: readonly DailyTrades[], fee: number): Float64Array[] {
  const days = daysOf(traded)
  return traded.map((one) => gainByDay(one, days, fee))
}

/** How many days the longest of trades was open, begun days counted as whole ones; 1 without trades. */
export function longestHoldDays(trades: readonly { readonly minutes: number }[]): number {
  return trades.reduce((longest, { minutes }) => Math.max(longest, Math.ceil(minutes / MINUTES_A_DAY)), 1)
}

function daysOf(traded: readonly DailyTrades[]): Int32Array {
  const days = new Set<number>()
  for (const { series } of traded) {
    let last = Number.NaN
    for (const time of series.time) {
      const day = Math.floor(time / DAY)
      if (day !== last) days.add(day)
      last = day
    }
  }
  return Int32Array.from(days).sort()
}

/** What the equity of one base changes by on each of the days. */
function gainByDay(one: DailyTrades, days: Int32Array, fee: number): Float64Array {
  const gains = new Float64Array(days.length)
  if (one.trades.length === 0) return gains
  const { first, gain } = markEquity([one], fee)
  let before = 0
  days.forEach((day, i) => {
    const last = Math.min((day + 1) * MINUTES_A_DAY - 1 - first, gain.length - 1)
    const after = last < 0 ? 0 : (gain[last] ?? 0)
    gains[i] = after - before
    before = after
  })
  return gains
}

import { quantileOfUnsorted } from '../../datasets/statistics/quantile.js'
import { DAY, HOUR, monthName, monthStart, nextMonthStart } from '../../core/time.js'
import type { TradedSeries } from '../random-entries.js'
import { fillModelOf } from '../row-fills.js'
import type { ScoredSeries } from '../scored-series.js'
import type { Trade } from '../simulate-trades.js'
import { marketState } from './market-state.js'

/** What was traded in one kind of minutes, by the minute in which a purchase was decided. */
export interface RegimeResult {
  /** A third (`low`, `middle`, `high`, or `unknown`), an hour (`00` to `23`, UTC), a base, or a month (`2023-08`). */
  readonly name: string
  /** Values of a third, from the first up to below the second; of the others and at the ends null. */
  readonly from: number | null
  readonly to: number | null
  /** Rows of that kind: how much of the time it is. */
  readonly rows: number
  readonly trades: number
  readonly wins: number
  /** Summed over trades. */
  readonly gain: number
}

/** The trades by what the market did when they were entered. Each list has all trades and all rows. */
export interface Regimes {
  /** By thirds of all rows: volatility a minute over the day before. */
  readonly volatility: readonly RegimeResult[]
  /** By thirds of all rows: logarithmic return over the day before. */
  readonly trend: readonly RegimeResult[]
  readonly hour: readonly RegimeResult[]
  readonly base: readonly RegimeResult[]
  readonly month: readonly RegimeResult[]
}

/** The regime of a row, as the index of a name. */
type KindOf = (series: number, row: number) => number

const THIRDS = ['low', 'middle', 'high', 'unknown'] as const
const HOURS = Array.from({ length: 24 }, (_, hour) => String(hour).padStart(2, '0'))

export function regimesOf(traded: readonly TradedSeries[]): Regimes {
  const states = traded.map(({ series }) => marketState(series))
  const timeOf = (series: number, row: number): number => traded[series]?.series.time[row] ?? 0
  const bases = traded.map(({ series }) => series.base)
  const months = monthsOf(traded.map(({ series }) => series))
  return {
    volatility: byThird(
      traded,
      states.map(({ volatility }) => volatility),
    ),
    trend: byThird(
      traded,
      states.map(({ trend }) => trend),
    ),
    hour: tallyBy(traded, HOURS, (series, row) => Math.floor(timeOf(series, row) / HOUR) % HOURS.length),
    base: tallyBy(traded, bases, (series) => series),
    month: tallyBy(traded, months.names, (series, row) => months.kindOf(timeOf(series, row))),
  }
}

/** The months from the first to the last row, and which of them a time lies in. */
function monthsOf(series: readonly Pick<ScoredSeries, 'time'>[]): {
  readonly names: readonly string[]
  readonly kindOf: (time: number) => number
} {
  const from = Math.min(...series.map(({ time }) => time[0] ?? Infinity))
  const to = Math.max(...series.map(({ time }) => time.at(-1) ?? -Infinity))
  const starts: number[] = []
  for (let month = monthStart(from); month <= to; month = nextMonthStart(month)) starts.push(month)
  const byDay = new Map<number, number>()
  return {
    names: starts.map(monthName),
    kindOf: (time) => {
      const day = Math.floor(time / DAY)
      const found = byDay.get(day) ?? starts.indexOf(monthStart(time))
      byDay.set(day, found)
      return found
    },
  }
}

function byThird(traded: readonly TradedSeries[], values: readonly Float64Array[]): RegimeResult[] {
  const [low, high] = thirdsOf(values)
  const kindOf: KindOf = (series, row) => {
    const value = values[series]?.[row] ?? Number.NaN
    if (Number.isNaN(value)) return THIRDS.indexOf('unknown')
    return value < low ? 0 : value < high ? 1 : 2
  }
  const bounds: Readonly<Record<string, readonly [number | null, number | null]>> = {
    low: [null, low],
    middle: [low, high],
    high: [high, null],
  }
  return tallyBy(traded, THIRDS, kindOf).map((result) => {
    const [from = null, to = null] = bounds[result.name] ?? []
    return { ...result, from, to }
  })
}

/** The values below which a third and two thirds of all known values lie; NaN without any. */
function thirdsOf(values: readonly Float64Array[]): [number, number] {
  const known = new Float64Array(values.reduce((sum, { length }) => sum + length, 0))
  let count = 0
  for (const one of values) for (const value of one) if (!Number.isNaN(value)) known[count++] = value
  if (count === 0) return [Number.NaN, Number.NaN]
  const used = known.subarray(0, count)
  const low = quantileOfUnsorted(used, 1 / 3, 0, count)
  return [low, quantileOfUnsorted(used, 2 / 3, Math.floor((count - 1) / 3), count)]
}

/** Kinds without a row are left out. */
function tallyBy(traded: readonly TradedSeries[], names: readonly string[], kindOf: KindOf): RegimeResult[] {
  const tallies = names.map((name) => ({ name, from: null, to: null, rows: 0, trades: 0, wins: 0, gain: 0 }))
  traded.forEach(({ series, trades }, index) => {
    for (let row = 0; row < series.time.length; row++) {
      const tally = tallies[kindOf(index, row)]
      if (tally) tally.rows++
    }
    for (const trade of trades) {
      const tally = tallies[kindOf(index, decisionRow(series, trade))]
      if (!tally) continue
      tally.trades++
      tally.wins += Number(trade.gain > 0)
      tally.gain += trade.gain
    }
  })
  return tallies.filter(({ rows }) => rows > 0)
}

/** The last row that was known when a purchase was decided on: with fills at the close its own, else the one before. */
export function decisionRow(series: Pick<ScoredSeries, 'fills'>, { buyRow }: Pick<Trade, 'buyRow'>): number {
  return fillModelOf(series) === 'close' ? buyRow : Math.max(0, buyRow - 1)
}

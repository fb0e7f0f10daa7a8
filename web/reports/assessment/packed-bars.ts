import type { ReportBase } from '../../../src/assessment/report/report-data.js'
import { MINUTE } from '../../../src/core/time.js'
import type { PriceBars, PriceQuery } from '../../assessment/view/assessment-source.js'
import { INTERVALS, decodeBars, resampleBars, type Bars } from './bars.js'

const resampled = new WeakMap<ReportBase, Map<number, Bars>>()

/** The bars of a part of the file's time on an unbroken grid, the finest that are few enough. */
export function selectBars(base: ReportBase, { from, to, points }: PriceQuery): PriceBars {
  const { interval: finest, range } = base.bars
  const width = (to - from) / MINUTE
  const fits = INTERVALS.find((one) => one >= finest && width / one <= points) ?? 1440
  const bars = barsOf(base, Math.max(finest, fits))
  const { interval } = bars
  const first = Math.floor(from / MINUTE / interval) * interval
  const rows = Math.max(1, Math.ceil((to / MINUTE - first) / interval))
  const column = (): Float64Array => new Float64Array(rows).fill(Number.NaN)
  const grid = { open: column(), high: column(), low: column(), close: column() }
  for (let bar = 0; bar < bars.length; bar++) {
    const row = ((bars.minute[bar] ?? 0) - first) / interval
    if (row < 0 || row >= rows) continue
    grid.open[row] = bars.open[bar] ?? 0
    grid.high[row] = bars.high[bar] ?? 0
    grid.low[row] = bars.low[bar] ?? 0
    grid.close[row] = bars.close[bar] ?? 0
  }
  return {
    base: base.base,
    interval: interval * MINUTE,
    first: first * MINUTE,
    rows,
    ...grid,
    decimals: base.decimals,
    finest: finest * MINUTE,
    isLine: range === undefined,
  }
}

function barsOf(base: ReportBase, interval: number): Bars {
  const known = resampled.get(base) ?? new Map<number, Bars>()
  resampled.set(base, known)
  const bars = known.get(interval) ?? resampleBars(known.get(base.bars.interval) ?? decodeBars(base), interval)
  known.set(interval, bars)
  return bars
}

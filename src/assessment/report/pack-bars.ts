import { timeAt } from '../../core/grid.js'
import { MINUTE } from '../../core/time.js'
import { packValues } from './pack-values.js'
import type { ReportBars } from './report-data.js'
import type { ChartCandles } from './build-report.js'
import type { ScoredSeries } from '../scored-series.js'

/** Minutes that a bar may cover, ascending. */
const INTERVALS = [1, 5, 15, 60, 240, 1440]

interface Bars {
  readonly minute: number[]
  readonly open: number[]
  readonly high: number[]
  readonly low: number[]
  readonly close: number[]
}

/** The finest interval with which `minutes` of candles stay within `limit` bars. */
export function chooseBarInterval(minutes: number, limit: number): number {
  return INTERVALS.find((interval) => minutes / interval <= limit) ?? 1440
}

/** Bars of the scored time from candles; from the scored rows' closes where there are no candles. */
export function packBars(series: ScoredSeries, candles: ChartCandles | undefined, interval: number): ReportBars {
  const bars: Bars = { minute: [], open: [], high: [], low: [], close: [] }
  if (candles) addCandles(bars, candles, { from: series.time[0] ?? 0, to: series.time.at(-1) ?? 0 }, interval)
  else series.time.forEach((time, row) => addToBars(bars, time, interval, barOfClose(series.close[row] ?? 0)))
  const columns = { interval, minute: packValues(Int32Array.from(bars.minute)), close: packFloat32(bars.close) }
  if (!candles) return columns
  return {
    ...columns,
    range: { open: packFloat32(bars.open), high: packFloat32(bars.high), low: packFloat32(bars.low) },
  }
}

function addCandles(bars: Bars, candles: ChartCandles, range: { from: number; to: number }, interval: number): void {
  for (let row = 0; row < candles.grid.rows; row++) {
    const time = timeAt(candles.grid, row)
    if (time < range.from || time > range.to) continue
    const [open = 0, high = 0, low = 0, close = 0] = [
      candles.open[row],
      candles.high[row],
      candles.low[row],
      candles.close[row],
    ]
    addToBars(bars, time, interval, { open, high, low, close })
  }
}

interface Bar {
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
}

function barOfClose(close: number): Bar {
  return { open: close, high: close, low: close, close }
}

/** Begins a bar, or lays the prices over the last one where they fall into it. */
function addToBars(bars: Bars, time: number, interval: number, bar: Bar): void {
  const minute = Math.floor(time / MINUTE / interval) * interval
  const last = bars.minute.length - 1
  if (bars.minute[last] !== minute) {
    bars.minute.push(minute)
    bars.open.push(bar.open)
    bars.high.push(bar.high)
    bars.low.push(bar.low)
    bars.close.push(bar.close)
    return
  }
  bars.high[last] = Math.max(bars.high[last] ?? 0, bar.high)
  bars.low[last] = Math.min(bars.low[last] ?? 0, bar.low)
  bars.close[last] = bar.close
}

function packFloat32(values: readonly number[]): string {
  return packValues(Float32Array.from(values))
}

import { TRADE_EXITS } from '../../core/exit-rules.js'
import { timeAt } from '../../core/grid.js'
import { MINUTE } from '../../core/time.js'
import type { ReportBars, ReportSignals, ReportTrades, Packed } from './report-data.js'
import type { ChartCandles } from './build-report.js'
import { fillPricesOf, type RowFills } from '../row-fills.js'
import type { RowRange, ScoredSeries } from '../scored-series.js'
import type { Trade } from '../simulate-trades.js'
import { findTradeSignals, signedLevels } from '../trade-signals.js'

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

/** How signals are packed. */
interface SignalOptions {
  /** How many may still go into the file. */
  readonly room: number
  /** Whether every row is one, as an exit after minutes at a loss needs them. */
  readonly everyRow: boolean
}

/** The signals from which the page replays any cell. */
export function packSignals(
  series: ScoredSeries,
  thresholds: readonly number[],
  { room, everyRow }: SignalOptions,
): ReportSignals {
  const levels = Float32Array.from(thresholds)
  const parts = series.ranges.map((range) => ({
    last: range.to - 1,
    ...(everyRow ? allRows(series, range, levels) : signalRows(series, range, levels)),
  }))
  const count = parts.reduce((sum, part) => sum + part.rows.length, 0)
  if (count > room) return { included: false, ranges: [], minute: '', level: '', close: '' }
  const rows = parts.flatMap((part) => [...part.rows])
  const { sellPrice } = fillPricesOf(series)
  return {
    included: true,
    ranges: parts.map(({ last, rows: { length } }) => ({
      signals: length,
      lastMinute: (series.time[last] ?? 0) / MINUTE,
      lastPrice: sellPrice[last] ?? 0,
    })),
    minute: packValues(Int32Array.from(rows, (row) => (series.time[row] ?? 0) / MINUTE)),
    level: packValues(Int8Array.from(parts.flatMap((part) => [...part.levels]))),
    close: packValues(Float64Array.from(rows, (row) => series.close[row] ?? 0)),
    ...(series.fills && { fills: packFills(series, series.fills, rows) }),
  }
}

function packFills(
  { time }: ScoredSeries,
  { row: filledIn, buyPrice, sellPrice }: RowFills,
  rows: readonly number[],
): NonNullable<ReportSignals['fills']> {
  return {
    minute: packValues(Int32Array.from(rows, (row) => (time[filledIn[row] ?? 0] ?? 0) / MINUTE)),
    buyPrice: packValues(Float64Array.from(rows, (row) => buyPrice[row] ?? 0)),
    sellPrice: packValues(Float64Array.from(rows, (row) => sellPrice[row] ?? 0)),
  }
}

interface LevelRows {
  readonly rows: Int32Array
  readonly levels: Int8Array
}

function signalRows(series: ScoredSeries, range: RowRange, thresholds: Float32Array): LevelRows {
  const { rows, levels, length } = findTradeSignals(series, range, thresholds)
  return { rows: rows.subarray(0, length), levels: levels.subarray(0, length) }
}

function allRows(series: ScoredSeries, range: RowRange, thresholds: Float32Array): LevelRows {
  const rows = Int32Array.from({ length: range.to - range.from }, (_, index) => range.from + index)
  return { rows, levels: signedLevels(series, range, thresholds) }
}

/** The trades of one base, for a page that cannot replay them. */
export function packTrades(trades: readonly Trade[]): ReportTrades {
  const minutes = (times: readonly number[]): Packed => packValues(Int32Array.from(times, (time) => time / MINUTE))
  return {
    buyMinute: minutes(trades.map(({ buyTime }) => buyTime)),
    sellMinute: minutes(trades.map(({ sellTime }) => sellTime)),
    buyPrice: packValues(Float64Array.from(trades, ({ buyPrice }) => buyPrice)),
    sellPrice: packValues(Float64Array.from(trades, ({ sellPrice }) => sellPrice)),
    exit: packValues(Int8Array.from(trades, (trade) => TRADE_EXITS.indexOf(trade.exit))),
  }
}

/** How many signals a packed set holds. */
export function countSignals(signals: ReportSignals): number {
  return signals.ranges.reduce((sum, range) => sum + range.signals, 0)
}

/** The bytes of a typed array as base64; every machine that Node runs on is little-endian. */
export function packValues(values: Int8Array | Int32Array | Float32Array | Float64Array): Packed {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64')
}

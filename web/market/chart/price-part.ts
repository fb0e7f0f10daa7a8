import {
  CandlestickSeries,
  HistogramSeries,
  PriceScaleMode,
  createSeriesMarkers,
  type IChartApi,
  type ISeriesApi,
  type SeriesMarker,
  type Time,
  type WhitespaceData,
} from 'lightweight-charts'
import type { LineView, SignalMark } from '../../../src/dashboard/market/api.js'
import type { ChartColors } from '../../charts/chart-theme.js'
import { createBackdrop, type Backdrop } from './backdrop.js'
import { barAt, gridEnd, alignToGrid, type BarGrid, type ChartBars } from '../../charts/chart-bars.js'
import { toChartTime } from '../../charts/chart-time.js'
import { withOpacity } from '../../charts/time-chart.js'
import { createRangeLine, type RangePoint } from './range-line.js'
import { createRegressionLines } from './regression-lines.js'

/** Another base to compare with. */
export interface OtherBars {
  readonly bars: ChartBars
  readonly color: string
}

/** Candles, volume and what is drawn over them. */
export interface PricePart {
  readonly candles: ISeriesApi<'Candlestick'>
  readonly backdrop: Backdrop
  setBars(bars: ChartBars): void
  /** Lines of closes; with any, all prices are per cent from the left edge. */
  setOthers(grid: BarGrid, others: readonly OtherBars[]): void
  setLines(grid: BarGrid, lines: readonly LineView[], colors: ChartColors): void
  setSignals(grid: BarGrid, signals: readonly SignalMark[], colors: ChartColors): void
  paint(colors: ChartColors): void
  /** Leaves nothing on the chart. */
  clear(): void
}

const VOLUME_SCALE = 'volume'
/** Arrows above which there are ticks at the upper edge instead, lest they bury the candles. */
export const MAX_ARROWS = 120
const QUIET = { priceLineVisible: false, lastValueVisible: false } as const

export function addPricePart(chart: IChartApi): PricePart {
  const volume = chart.addSeries(HistogramSeries, {
    priceScaleId: VOLUME_SCALE,
    priceFormat: { type: 'volume' },
    priceLineVisible: false,
    lastValueVisible: false,
  })
  chart.priceScale(VOLUME_SCALE).applyOptions({ scaleMargins: { top: 0.82, bottom: 0.04 } })
  const candles = chart.addSeries(CandlestickSeries, { priceLineVisible: false, borderVisible: false })
  candles.priceScale().applyOptions({ scaleMargins: { top: 0.1, bottom: 0.2 } })
  const behind = createBackdrop()
  candles.attachPrimitive(behind)
  const markers = createSeriesMarkers<Time>(candles, [])
  const others = otherLines(chart)
  const lines = createRegressionLines()
  candles.attachPrimitive(lines)
  return {
    candles,
    backdrop: behind,
    setBars: (bars) => {
      candles.applyOptions({
        priceFormat: { type: 'price', precision: bars.decimals, minMove: 10 ** -bars.decimals },
      })
      candles.setData(candleData(bars))
      volume.setData(valueData(bars, bars.volume))
    },
    setOthers: (grid, list) => {
      candles.priceScale().applyOptions({ mode: list.length > 0 ? PriceScaleMode.Percentage : PriceScaleMode.Normal })
      const series = others(list.length)
      list.forEach(({ bars, color }, i) => {
        const values = alignToGrid(grid, bars, bars.close)
        series[i]?.applyOptions({ lineColor: color })
        series[i]?.setData(values ? closeData(grid, values) : [])
      })
    },
    setLines: (grid, list, colors) => {
      // Where a line is shorter than two bars it would be a dot.
      lines.show(
        grid,
        list.filter(({ from, to }) => to - from >= 2 * grid.interval),
        colors.series,
      )
    },
    setSignals: (grid, signals, colors) => markers.setMarkers(signalMarkers(grid, signals, colors)),
    paint: (colors) => {
      candles.applyOptions({
        upColor: colors.gain,
        downColor: colors.loss,
        wickUpColor: colors.gain,
        wickDownColor: colors.loss,
        baseLineColor: colors.muted,
      })
      volume.applyOptions({ color: withOpacity(colors.muted, 0.4) })
    },
    clear: () => {
      candles.setData([])
      volume.setData([])
      others(0)
      markers.setMarkers([])
      lines.clear()
      behind.clear()
    },
  }
}

/** As many lines as are asked for, added and removed when their number changes. */
function otherLines(chart: IChartApi): (count: number) => ReturnType<typeof addLine>[] {
  const list: ReturnType<typeof addLine>[] = []
  return (count) => {
    while (list.length < count) list.push(addLine(chart))
    for (const extra of list.splice(count)) chart.removeSeries(extra)
    return list
  }
}

/** A line that is broken where there are no candles. */
function addLine(chart: IChartApi) {
  return chart.addCustomSeries(createRangeLine(), { ...QUIET, lineWidth: 2, areaColor: 'transparent' })
}

function barTime(grid: BarGrid, time: number): Time {
  return toChartTime(grid.first + barAt(grid, time) * grid.interval)
}

function candleData(bars: ChartBars): Parameters<ISeriesApi<'Candlestick'>['setData']>[0] {
  return Array.from({ length: bars.rows }, (_, row) => {
    const time = toChartTime(bars.first + row * bars.interval)
    const close = bars.close[row] ?? Number.NaN
    if (Number.isNaN(close)) return { time }
    return { time, open: bars.open[row] ?? close, high: bars.high[row] ?? close, low: bars.low[row] ?? close, close }
  })
}

/** One point for each bar; whitespace where there is no value. */
export function valueData(grid: BarGrid, values: ArrayLike<number>): Parameters<ISeriesApi<'Line'>['setData']>[0] {
  return Array.from({ length: grid.rows }, (_, row) => {
    const time = toChartTime(grid.first + row * grid.interval)
    const value = values[row] ?? Number.NaN
    return Number.isNaN(value) ? { time } : { time, value }
  })
}

function closeData(grid: BarGrid, values: Float64Array): (RangePoint | WhitespaceData)[] {
  return Array.from(values, (value, row) => {
    const time = toChartTime(grid.first + row * grid.interval)
    return Number.isNaN(value) ? { time } : { time, value, low: value, high: value }
  })
}

function signalMarkers(grid: BarGrid, signals: readonly SignalMark[], colors: ChartColors): SeriesMarker<Time>[] {
  const inside = signals.filter(({ time }) => time >= grid.first && time < gridEnd(grid))
  return inside.map(({ time, kind }) => ({
    time: barTime(grid, time),
    position: kind === 'buy' ? ('belowBar' as const) : ('aboveBar' as const),
    shape: kind === 'buy' ? ('arrowUp' as const) : ('arrowDown' as const),
    color: colors[kind],
    size: 0.9,
  }))
}

import {
  CandlestickSeries,
  LineSeries,
  createSeriesMarkers,
  type IChartApi,
  type SeriesMarker,
  type Time,
} from 'lightweight-charts'
import type { AssessedTrade, TradeMark } from '../../../src/assessment/view/assessment-view.js'
import type { ChartColors } from '../../charts/chart-theme.js'
import { barAt } from '../../charts/chart-bars.js'
import { toChartTime, fromChartTime } from '../../charts/chart-time.js'
import { createTimeChart, paintChart } from '../../charts/time-chart.js'
import type { PriceBars } from './assessment-source.js'
import { createTradeMarkers } from './trade-markers.js'
import { clampSpan, needsOtherBars, type Span } from './view-span.js'

/** What is drawn: bars with marks on them, and the chosen trade. */
export interface TradeContent {
  readonly bars: PriceBars
  readonly marks: readonly TradeMark[]
  readonly trade: AssessedTrade | undefined
  /** What is to be seen of the bars, and all that there is. */
  readonly view: Span
  readonly full: Span
}

export interface TradeDrawing {
  show(content: TradeContent): void
  paint(colors: ChartColors): void
  remove(): void
}

/** Ms of rest after which other bars are asked for. */
const ZOOM_DELAY = 150

/** Draws candles with trades; `onView` is told where the reader turned to when other bars would show it better. */
export function createTradeDrawing(container: HTMLElement, onView: (view: Span) => void): TradeDrawing {
  const chart = createTimeChart(container)
  const prices = addPrices(chart)
  let content: TradeContent | undefined
  let colors: ChartColors | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  // The chart reports the ranges that it is given here as well as those that the reader turns to.
  let isReader = false
  const mark = (): void => {
    if (!content || !colors) return
    const { bars, marks, trade } = content
    prices.setMarkers(createTradeMarkers(bars, marks, trade, colors), bars)
  }
  const touch = (): void => {
    isReader = true
  }
  for (const event of ['pointerdown', 'wheel'] as const) container.addEventListener(event, touch, { passive: true })
  chart.timeScale().subscribeVisibleTimeRangeChange((range) => {
    clearTimeout(timer)
    if (!isReader || !range || !content) return
    const { bars, full } = content
    const view = { from: fromChartTime(range.from), to: fromChartTime(range.to) + bars.interval }
    if (needsOtherBars(bars, view, full)) timer = setTimeout(() => onView(clampSpan(view, full)), ZOOM_DELAY)
  })
  return {
    show: (next) => {
      const { bars, view } = next
      const isOther = bars !== content?.bars
      const isMoved = isOther || view.from !== content?.view.from || view.to !== content.view.to
      content = next
      if (isOther) prices.setBars(bars)
      if (isMoved) {
        clearTimeout(timer)
        isReader = false
        showSpan(chart, bars, view)
      }
      mark()
    },
    paint: (next) => {
      colors = next
      paintChart(chart, next)
      prices.paint(next)
      mark()
    },
    remove: () => {
      clearTimeout(timer)
      chart.remove()
    },
  }
}

/** With a margin at both ends, so that labels there are whole. */
function showSpan(chart: IChartApi, bars: PriceBars, { from, to }: Span): void {
  const [first, last] = [Math.max(0, barAt(bars, from)), Math.min(bars.rows, barAt(bars, to)) - 1]
  const margin = 0.02 * (last - first + 1)
  chart.timeScale().setVisibleLogicalRange({ from: first - margin, to: last + margin })
}

interface PriceSeries {
  setBars(bars: PriceBars): void
  setMarkers(markers: SeriesMarker<Time>[], bars: PriceBars): void
  paint(colors: ChartColors): void
}

/** Candles, or a line where there are only closes. */
function addPrices(chart: IChartApi): PriceSeries {
  const plain = { priceLineVisible: false, lastValueVisible: false }
  const candles = chart.addSeries(CandlestickSeries, { ...plain, borderVisible: false })
  const closes = chart.addSeries(LineSeries, { ...plain, lineWidth: 1 })
  const markers = { candles: createSeriesMarkers<Time>(candles, []), closes: createSeriesMarkers<Time>(closes, []) }
  return {
    setBars: (bars) => {
      const { decimals, isLine } = bars
      const options = { priceFormat: { type: 'price', precision: decimals, minMove: 10 ** -decimals } } as const
      candles.applyOptions(options)
      closes.applyOptions(options)
      candles.setData(isLine ? [] : candleData(bars))
      closes.setData(isLine ? lineData(bars) : [])
    },
    setMarkers: (all, { isLine }) => {
      markers.candles.setMarkers(isLine ? [] : all)
      markers.closes.setMarkers(isLine ? all : [])
    },
    paint: ({ gain, loss, accent }) => {
      candles.applyOptions({ upColor: gain, wickUpColor: gain, downColor: loss, wickDownColor: loss })
      closes.applyOptions({ color: accent })
    },
  }
}

function candleData(bars: PriceBars) {
  return Array.from({ length: bars.rows }, (_, row) => {
    const time = toChartTime(bars.first + row * bars.interval)
    const [open = 0, high = 0, low = 0, close = 0] = [bars.open[row], bars.high[row], bars.low[row], bars.close[row]]
    return Number.isNaN(close) ? { time } : { time, open, high, low, close }
  })
}

function lineData(bars: PriceBars) {
  return Array.from({ length: bars.rows }, (_, row) => {
    const time = toChartTime(bars.first + row * bars.interval)
    const value = bars.close[row] ?? Number.NaN
    return Number.isNaN(value) ? { time } : { time, value }
  })
}

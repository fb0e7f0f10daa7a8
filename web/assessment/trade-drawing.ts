import { CandlestickSeries, createSeriesMarkers, type IChartApi, type Time } from 'lightweight-charts'
import type { AssessedTrade, TradeMark } from '../../src/dashboard/assessment/api.js'
import type { Span } from '../../src/dashboard/market/api.js'
import type { ChartColors } from '../charts/chart-theme.js'
import type { ChartBars } from '../charts/chart-bars.js'
import { toChartTime, fromChartTime } from '../charts/chart-time.js'
import { createTimeChart, paintChart } from '../charts/time-chart.js'
import { createTradeMarkers } from './trade-markers.js'

export interface TradeDrawing {
  /** Draws bars with the marks on them, and the chosen trade. */
  show(bars: ChartBars, marks: readonly TradeMark[], trade: AssessedTrade | undefined): void
  showAll(): void
  paint(colors: ChartColors): void
  remove(): void
}

/** Ms of rest after which finer bars are asked for. */
const ZOOM_DELAY = 250

/** Draws candles with trades; `onView` is told where the reader turned to when other bars would show it better. */
export function createTradeDrawing(container: HTMLElement, onView: (view: Span) => void): TradeDrawing {
  const chart = createTimeChart(container)
  const candles = chart.addSeries(CandlestickSeries, {
    priceLineVisible: false,
    lastValueVisible: false,
    borderVisible: false,
  })
  const markers = createSeriesMarkers<Time>(candles, [])
  let content: { bars: ChartBars; marks: readonly TradeMark[]; trade: AssessedTrade | undefined } | undefined
  let colors: ChartColors | undefined
  let timer: ReturnType<typeof setTimeout> | undefined
  // The chart reports the ranges that it is given here as well as those that the reader turns to.
  let isReader = false
  const mark = (): void => {
    if (content && colors) markers.setMarkers(createTradeMarkers(content.bars, content.marks, content.trade, colors))
  }
  const touch = (): void => {
    isReader = true
  }
  for (const event of ['pointerdown', 'wheel'] as const) container.addEventListener(event, touch, { passive: true })
  chart.timeScale().subscribeVisibleTimeRangeChange((range) => {
    clearTimeout(timer)
    if (!isReader || !range || !content) return
    const view = { from: fromChartTime(range.from), to: fromChartTime(range.to) }
    const { bars } = content
    if (bars.interval > 60_000 && view.to - view.from < (bars.rows * bars.interval) / 3) {
      timer = setTimeout(() => onView(view), ZOOM_DELAY)
    }
  })
  return {
    show: (bars, marks, trade) => {
      const isOther =
        bars.first !== content?.bars.first || bars.rows !== content.bars.rows || bars.base !== content.bars.base
      content = { bars, marks, trade }
      isReader = false
      if (isOther) {
        candles.applyOptions({
          priceFormat: { type: 'price', precision: bars.decimals, minMove: 10 ** -bars.decimals },
        })
        candles.setData(candleData(bars))
        showAll(chart, bars)
      }
      mark()
    },
    showAll: () => content && showAll(chart, content.bars),
    paint: (next) => {
      colors = next
      paintChart(chart, next)
      candles.applyOptions({
        upColor: next.gain,
        wickUpColor: next.gain,
        downColor: next.loss,
        wickDownColor: next.loss,
      })
      mark()
    },
    remove: () => {
      clearTimeout(timer)
      chart.remove()
    },
  }
}

/** With a margin at both ends, so that labels there are whole. */
function showAll(chart: IChartApi, { rows }: ChartBars): void {
  const margin = 0.02 * rows
  chart.timeScale().setVisibleLogicalRange({ from: -margin, to: rows - 1 + margin })
}

function candleData(bars: ChartBars) {
  return Array.from({ length: bars.rows }, (_, row) => {
    const time = toChartTime(bars.first + row * bars.interval)
    const [open = 0, high = 0, low = 0, close = 0] = [bars.open[row], bars.high[row], bars.low[row], bars.close[row]]
    return Number.isNaN(close) ? { time } : { time, open, high, low, close }
  })
}

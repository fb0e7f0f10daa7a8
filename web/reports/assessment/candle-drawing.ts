import type { ReportBase } from '../../../src/assessment/report/report-data.js'
import { needsReload, fullRange, selectWindow, type BarWindow, type MinuteRange } from './bar-window.js'
import { barAt, decodeBars, type Bars } from './bars.js'
import { createReportChart, fromChartTime, showBars } from '../chart.js'
import { formatDuration, type TimeFormat } from '../format.js'
import { addPriceSeries, type PriceSeries } from './price-series.js'
import type { PageTrade } from './replay.js'
import type { Selection } from './selection.js'
import { watchTheme, type Palette } from '../theme.js'
import { createTradeMarkers, describeMarks, markTrades } from './trade-markers.js'

export interface CandleDrawing {
  show(base: ReportBase, selection: Selection): void
  showAll(): void
}

/** What of which base is on the chart. */
interface ChartState {
  readonly base: ReportBase
  readonly bars: Bars
  readonly series: PriceSeries
  loaded: BarWindow
  trades: readonly PageTrade[]
  trade: PageTrade | undefined
}

/** Draws candles and trades; `tellBars` is told what a bar covers and how many trades are marked whenever that changes. */
export function createCandleDrawing(
  container: HTMLElement,
  times: TimeFormat,
  tellBars: (interval: string, marks: string) => void,
): CandleDrawing {
  const chart = createReportChart(container, times)
  let state: ChartState | undefined
  let colors: Palette | undefined
  // The chart reports the ranges that it is given here as well as those that the user turns to.
  let isMoving = false

  const mark = (): void => {
    if (!state || !colors) return
    const { trades, trade, loaded, series } = state
    const marks = markTrades(trades, loaded)
    series.setMarkers(createTradeMarkers(marks, trade, loaded, colors))
    tellBars(formatInterval(state), describeMarks(trades, marks, loaded))
  }
  const view = (to: ChartState, visible: MinuteRange): void => {
    isMoving = true
    to.loaded = selectWindow(to.bars, visible)
    to.series.setBars(to.loaded)
    const rowOf = (minute: number): number => Math.max(to.loaded.first, barAt(to.loaded.bars, minute))
    showBars(chart, rowOf(visible.from) - to.loaded.first, rowOf(visible.to) - to.loaded.first)
    requestAnimationFrame(() => requestAnimationFrame(() => (isMoving = false)))
  }
  const change = (base: ReportBase): ChartState => {
    state?.series.remove()
    const bars = decodeBars(base)
    const series = addPriceSeries(chart, base)
    if (colors) series.paint(colors)
    return { base, bars, series, loaded: selectWindow(bars, fullRange(bars)), trades: [], trade: undefined }
  }

  chart.timeScale().subscribeVisibleTimeRangeChange((range) => {
    if (isMoving || !range || !state) return
    const visible = { from: fromChartTime(range.from), to: fromChartTime(range.to) }
    if (!needsReload(state.loaded, state.bars, visible)) return
    view(state, visible)
    mark()
  })
  watchTheme((palette) => {
    colors = palette
    state?.series.paint(palette)
    mark()
  })
  return {
    show: (base, { matching, trade }) => {
      const isNew = base !== state?.base
      const now = isNew ? change(base) : (state ?? change(base))
      const isSelected = trade !== undefined && trade !== now.trade
      state = Object.assign(now, { trades: matching.filter((one) => one.base === base.base), trade })
      if (isSelected) view(now, rangeAround(trade))
      else if (isNew) view(now, fullRange(now.bars))
      mark()
    },
    showAll: () => {
      if (!state) return
      view(state, fullRange(state.bars))
      mark()
    },
  }
}

function formatInterval({ base, loaded }: ChartState): string {
  const covers = formatDuration(loaded.bars.interval)
  return base.bars.range ? `bars of ${covers}` : `closes every ${covers}; there are no candles`
}

function rangeAround({ buyMinute, sellMinute }: PageTrade): MinuteRange {
  const margin = Math.max(45, sellMinute - buyMinute)
  return { from: buyMinute - margin, to: sellMinute + margin }
}

import type { ReportBase } from '../../../src/assessment/report/report-data.js'
import { isOutgrown, fullRange, windowFor, type BarWindow, type MinuteRange } from './bar-window.js'
import { barAt, barsOf, type Bars } from './bars.js'
import { makeChart, minuteOf, showBars } from '../chart.js'
import { span, type TimeText } from '../format.js'
import { addPriceSeries, type PriceSeries } from './price-series.js'
import type { PageTrade } from './replay.js'
import type { Selection } from './selection.js'
import { watchTheme, type Palette } from '../theme.js'
import { tradeMarkers } from './trade-markers.js'

export interface CandleDrawing {
  show(base: ReportBase, selection: Selection): void
  showAll(): void
}

/** What of which base is on the chart. */
interface Shown {
  readonly base: ReportBase
  readonly bars: Bars
  readonly series: PriceSeries
  loaded: BarWindow
  trades: readonly PageTrade[]
  trade: PageTrade | undefined
}

/** Draws candles and trades; `tellInterval` is told what a bar covers whenever that changes. */
export function candleDrawing(
  container: HTMLElement,
  times: TimeText,
  tellInterval: (text: string) => void,
): CandleDrawing {
  const chart = makeChart(container, times)
  let shown: Shown | undefined
  let colors: Palette | undefined
  // The chart reports the ranges that it is given here as well as those that the user turns to.
  let isMoving = false

  const mark = (): void => {
    if (shown && colors) shown.series.setMarkers(tradeMarkers(shown.trades, shown.trade, shown.loaded, colors))
  }
  const view = (to: Shown, visible: MinuteRange): void => {
    isMoving = true
    to.loaded = windowFor(to.bars, visible)
    to.series.setBars(to.loaded)
    const rowOf = (minute: number): number => Math.max(to.loaded.first, barAt(to.loaded.bars, minute))
    showBars(chart, rowOf(visible.from) - to.loaded.first, rowOf(visible.to) - to.loaded.first)
    tellInterval(intervalText(to))
    requestAnimationFrame(() => requestAnimationFrame(() => (isMoving = false)))
  }
  const change = (base: ReportBase): Shown => {
    shown?.series.remove()
    const bars = barsOf(base)
    const series = addPriceSeries(chart, base)
    if (colors) series.paint(colors)
    return { base, bars, series, loaded: windowFor(bars, fullRange(bars)), trades: [], trade: undefined }
  }

  chart.timeScale().subscribeVisibleTimeRangeChange((range) => {
    if (isMoving || !range || !shown) return
    const visible = { from: minuteOf(range.from), to: minuteOf(range.to) }
    if (!isOutgrown(shown.loaded, shown.bars, visible)) return
    view(shown, visible)
    mark()
  })
  watchTheme((palette) => {
    colors = palette
    shown?.series.paint(palette)
    mark()
  })
  return {
    show: (base, { trades, trade }) => {
      const isNew = base !== shown?.base
      const now = isNew ? change(base) : (shown ?? change(base))
      const isChosen = trade !== undefined && trade !== now.trade
      shown = Object.assign(now, { trades: trades.filter((one) => one.base === base.base), trade })
      if (isChosen) view(now, around(trade))
      else if (isNew) view(now, fullRange(now.bars))
      mark()
    },
    showAll: () => {
      if (!shown) return
      view(shown, fullRange(shown.bars))
      mark()
    },
  }
}

function intervalText({ base, loaded }: Shown): string {
  const covers = span(loaded.bars.interval)
  return base.bars.range ? `bars of ${covers}` : `closes every ${covers}; there are no candles`
}

function around({ buyMinute, sellMinute }: PageTrade): MinuteRange {
  const margin = Math.max(45, sellMinute - buyMinute)
  return { from: buyMinute - margin, to: sellMinute + margin }
}

import {
  CandlestickSeries,
  LineSeries,
  createSeriesMarkers,
  type IChartApi,
  type ISeriesApi,
  type ISeriesMarkersPluginApi,
  type Time,
} from 'lightweight-charts'
import type { ReportBase, ReportData } from '../../src/assessment/report-data.js'
import { INTERVALS, barAt, barsOf, coarser, type Bars } from './bars.js'
import { chartTime, makeChart, minuteOf } from './chart.js'
import { element, panel, setNote } from './dom.js'
import { percent, type TimeText } from './format.js'
import type { PageTrade } from './replay.js'
import type { Selection, SelectionStore } from './selection.js'
import { tradeMarkers } from './trade-markers.js'
import { watchTheme, type Palette } from './theme.js'

/** Bars on the screen above which a coarser interval is drawn, and bars handed to the chart at once. */
const MOST_VISIBLE = 900
const MOST_LOADED = 16_000

interface View {
  base: ReportBase
  bars: Bars
  trades: readonly PageTrade[]
  trade: PageTrade | undefined
  /** Epoch minutes on the screen, and those handed to the chart. */
  visible: { from: number; to: number }
  loaded: { interval: number; from: number; to: number }
}

/** Candles with the purchases and sales of the selected cell; zooming in brings finer bars, down to a minute. */
export function candleChart(data: ReportData, store: SelectionStore, times: TimeText): HTMLElement {
  const container = element('div', { class: 'chart candles', role: 'img', 'aria-label': 'candles with trades' })
  const section = panel('candles', 'Candles and trades', '', buttons(), container)
  let drawing: Drawing | undefined
  store.watch((selection) => {
    const base = baseOf(data, selection)
    if (!base) return
    drawing ??= startDrawing(section, container, base, times)
    drawing.show(base, selection)
    setNote(section, noteOf(base, data, selection))
  })
  return section

  function buttons(): HTMLElement {
    const all = element('button', { type: 'button', class: 'quiet' }, 'Whole range')
    all.addEventListener('click', () => {
      store.selectTrade(undefined)
      drawing?.showAll()
    })
    return element('div', { class: 'tools' }, all, element('span', { class: 'interval' }))
  }
}

function baseOf(data: ReportData, { base, trade }: Selection): ReportBase | undefined {
  return base ?? data.bases.find((one) => one.base === trade?.base) ?? data.bases[0]
}

function noteOf(base: ReportBase, data: ReportData, { trade }: Selection): string {
  const market = data.source.simulated ? `${base.base}, simulated market` : base.base
  return trade ? `${market} · selected trade ${percent(trade.gain)}` : market
}

interface Drawing {
  show(base: ReportBase, selection: Selection): void
  showAll(): void
}

function startDrawing(section: HTMLElement, container: HTMLElement, first: ReportBase, times: TimeText): Drawing {
  const chart = makeChart(container, times)
  const bars = barsOf(first)
  const view: View = { base: first, bars, trades: [], trade: undefined, visible: wholeOf(bars), loaded: NOTHING }
  let line = addSeries(chart, first)
  let markers: ISeriesMarkersPluginApi<Time> = createSeriesMarkers(line, [])
  let colors: Palette | undefined
  let busy = false

  const mark = (): void => {
    if (colors) markers.setMarkers(tradeMarkers(view.trades, view.trade, view.loaded, colors))
  }
  const draw = (): void => {
    busy = true
    if (load(view, line)) mark()
    const inside = {
      from: Math.max(view.visible.from, view.loaded.from),
      to: Math.min(view.visible.to, view.loaded.to),
    }
    chart.timeScale().setVisibleRange({ from: chartTime(inside.from), to: chartTime(inside.to) })
    section.querySelector('.interval')?.replaceChildren(intervalText(view.loaded.interval, view.base))
    requestAnimationFrame(() => requestAnimationFrame(() => (busy = false)))
  }
  chart.timeScale().subscribeVisibleTimeRangeChange((range) => {
    if (busy || !range) return
    view.visible = { from: minuteOf(range.from), to: minuteOf(range.to) }
    if (needsLoad(view)) draw()
  })
  watchTheme((palette) => {
    colors = palette
    paint(line, palette)
    mark()
  })
  return {
    show: (base, selection) => {
      if (base !== view.base) {
        chart.removeSeries(line)
        Object.assign(view, { base, bars: barsOf(base), loaded: NOTHING })
        view.visible = wholeOf(view.bars)
        line = addSeries(chart, base)
        markers = createSeriesMarkers(line, [])
        if (colors) paint(line, colors)
      }
      view.trades = selection.trades.filter((trade) => trade.base === base.base)
      const moved = selection.trade !== undefined && selection.trade !== view.trade
      view.trade = selection.trade
      if (moved && view.trade) view.visible = around(view.trade)
      if (moved || view.loaded === NOTHING) draw()
      mark()
    },
    showAll: () => {
      view.visible = wholeOf(view.bars)
      draw()
    },
  }
}

const NOTHING: View['loaded'] = { interval: 0, from: 0, to: -1 }

type PriceSeries = ISeriesApi<'Candlestick'> | ISeriesApi<'Line'>

function addSeries(chart: IChartApi, base: ReportBase): PriceSeries {
  const priceFormat = { type: 'price' as const, precision: base.decimals, minMove: 10 ** -base.decimals }
  if (base.bars.range) return chart.addSeries(CandlestickSeries, { priceFormat, priceLineVisible: false })
  return chart.addSeries(LineSeries, { priceFormat, lineWidth: 1, priceLineVisible: false })
}

function paint(series: PriceSeries, palette: Palette): void {
  if (series.seriesType() === 'Line') {
    series.applyOptions({ color: palette.accent })
    return
  }
  series.applyOptions({
    upColor: palette.gain,
    downColor: palette.loss,
    wickUpColor: palette.gain,
    wickDownColor: palette.loss,
    borderVisible: false,
  })
}

function wholeOf(bars: Bars): View['visible'] {
  return { from: bars.minute[0] ?? 0, to: bars.minute[bars.length - 1] ?? 0 }
}

function around(trade: PageTrade): View['visible'] {
  const margin = Math.max(45, trade.sellMinute - trade.buyMinute)
  return { from: trade.buyMinute - margin, to: trade.sellMinute + margin }
}

function wantedInterval({ visible, bars }: View): number {
  const fits = INTERVALS.find((interval) => (visible.to - visible.from) / interval <= MOST_VISIBLE) ?? 1440
  return Math.max(bars.interval, fits)
}

function needsLoad(view: View): boolean {
  const whole = wholeOf(view.bars)
  const { loaded, visible } = view
  if (loaded.interval !== wantedInterval(view)) return true
  const missesLeft = visible.from < loaded.from && loaded.from > whole.from + loaded.interval
  const missesRight = visible.to > loaded.to && loaded.to < whole.to - loaded.interval
  return missesLeft || missesRight
}

/** Hands the chart the bars around what is on the screen; false where it has them. */
function load(view: View, series: PriceSeries): boolean {
  if (!needsLoad(view)) return false
  const bars = coarser(view.bars, wantedInterval(view))
  const centre = barAt(bars, (view.visible.from + view.visible.to) / 2)
  const first = Math.max(0, Math.min(centre - MOST_LOADED / 2, bars.length - MOST_LOADED))
  const last = Math.min(bars.length, first + MOST_LOADED) - 1
  const rows = Array.from({ length: last - first + 1 }, (_, i) => first + i)
  const time = (row: number): ReturnType<typeof chartTime> => chartTime(bars.minute[row] ?? 0)
  if (view.base.bars.range) {
    series.setData(
      rows.map((row) => ({
        time: time(row),
        open: bars.open[row] ?? 0,
        high: bars.high[row] ?? 0,
        low: bars.low[row] ?? 0,
        close: bars.close[row] ?? 0,
      })),
    )
  } else series.setData(rows.map((row) => ({ time: time(row), value: bars.close[row] ?? 0 })))
  view.loaded = { interval: bars.interval, from: bars.minute[first] ?? 0, to: bars.minute[last] ?? 0 }
  return true
}

function intervalText(interval: number, base: ReportBase): string {
  const name = interval < 60 ? `${interval} min` : interval < 1440 ? `${interval / 60} h` : '1 day'
  return base.bars.range ? `bars of ${name}` : `closes every ${name}; the predictions hold no candles`
}

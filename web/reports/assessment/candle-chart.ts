import type { ReportBase, ReportData } from '../../../src/assessment/report/report-data.js'
import { candleDrawing, type CandleDrawing } from './candle-drawing.js'
import { element, panel, setNote } from '../dom.js'
import { percent, type TimeText } from '../format.js'
import type { Selection, SelectionStore } from './selection.js'

/** Candles with the purchases and sales of the selected cell; zooming in brings finer bars, down to a minute. */
export function candleChart(data: ReportData, store: SelectionStore, times: TimeText): HTMLElement {
  const container = element('div', { class: 'chart', role: 'img', 'aria-label': 'candles with trades' })
  const formatInteger = element('button', { type: 'button', class: 'quiet' }, 'Whole range')
  const interval = element('span', { class: 'interval' })
  const tools = element('div', { class: 'tools' }, formatInteger, interval)
  const section = panel('candles', 'Candles and trades', '', tools, container)
  let drawing: CandleDrawing | undefined
  formatInteger.addEventListener('click', () => {
    store.selectTrade(undefined)
    drawing?.showAll()
  })
  store.watch((selection) => {
    const base = baseOf(data, selection)
    if (!base) return
    drawing ??= candleDrawing(container, times, (text) => interval.replaceChildren(text))
    drawing.show(base, selection)
    setNote(section, noteOf(base, data, selection))
  })
  return section
}

function baseOf(data: ReportData, { base, trade }: Selection): ReportBase | undefined {
  return base ?? data.bases.find((one) => one.base === trade?.base) ?? data.bases[0]
}

function noteOf(base: ReportBase, data: ReportData, { trade }: Selection): string {
  const market = data.source.simulated ? `${base.base}, simulated market` : base.base
  return trade ? `${market} · selected trade ${percent(trade.gain)}` : market
}

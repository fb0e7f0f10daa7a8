import type { ReportBase, ReportData } from '../../../src/assessment/report/report-data.js'
import { createCandleDrawing, type CandleDrawing } from './candle-drawing.js'
import { createElement, createPanel, setNote } from '../dom.js'
import { formatSignedPercent, type TimeFormat } from '../format.js'
import type { Selection, SelectionStore } from './selection.js'

/** Candles with the purchases and sales of the selected cell; zooming in brings finer bars, down to a minute. */
export function createCandleChart(data: ReportData, store: SelectionStore, times: TimeFormat): HTMLElement {
  const container = createElement('div', { class: 'chart', role: 'img', 'aria-label': 'candles with trades' })
  const fullRange = createElement('button', { type: 'button', class: 'quiet' }, 'Full range')
  const interval = createElement('span', { class: 'interval' })
  const marks = createElement('span', { class: 'marks' })
  const tools = createElement('div', { class: 'tools' }, fullRange, interval, marks)
  const section = createPanel('candles', 'Candles and trades', '', tools, container)
  let drawing: CandleDrawing | undefined
  fullRange.addEventListener('click', () => {
    store.selectTrade(undefined)
    drawing?.showAll()
  })
  store.watch((selection) => {
    const base = baseOf(data, selection)
    if (!base) return
    drawing ??= createCandleDrawing(container, times, (bars, marked) => {
      interval.replaceChildren(bars)
      marks.replaceChildren(marked)
    })
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
  return trade ? `${market} · selected trade ${formatSignedPercent(trade.gain)}` : market
}

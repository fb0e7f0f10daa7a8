import { LineSeries } from 'lightweight-charts'
import type { PaperFill, PaperTrade } from '../../../src/assessment/report/report-data.js'
import { toChartTime, createReportChart, showBars } from '../chart.js'
import { createElement, createPanel } from '../dom.js'
import { formatSignedPercent, formatInteger, type TimeFormat } from '../format.js'
import type { SelectionStore } from './selection.js'
import { watchTheme } from '../theme.js'

/** What the trading loop made of the classifier on the simulated exchange. */
export function createPaperTradePanel(trade: PaperTrade, store: SelectionStore, times: TimeFormat): HTMLElement {
  const container = createElement('div', { class: 'chart', role: 'img', 'aria-label': 'value of the book over time' })
  const note = `${times.minute(trade.from / 60_000)} to ${times.minute(trade.to / 60_000)}; orders on a simulated exchange`
  const section = createPanel(
    'paper',
    'Paper trade',
    note,
    createFigures(trade),
    container,
    createFillsTable(trade, times),
  )
  let isComplete = false
  store.watch(() => {
    if (!isComplete) draw(container, trade, times)
    isComplete = true
  })
  return section
}

function createFigures(trade: PaperTrade): HTMLElement {
  const entries: readonly (readonly [string, string])[] = [
    ['Start', `${trade.startQuote} ${trade.quote}`],
    ['End', `${trade.endQuote} ${trade.quote}`],
    ['Gain', formatSignedPercent(trade.gain)],
    ['Buy and hold', formatSignedPercent(trade.buyAndHold)],
    ['Orders', formatInteger(trade.orders)],
    ['Fills', formatInteger(trade.fills.length)],
  ]
  return createElement(
    'dl',
    { class: 'tiles small' },
    ...entries.map(([name, value]) =>
      createElement('div', { class: 'tile' }, createElement('dt', {}, name), createElement('dd', {}, value)),
    ),
  )
}

function draw(container: HTMLElement, trade: PaperTrade, times: TimeFormat): void {
  const chart = createReportChart(container, times)
  const line = chart.addSeries(LineSeries, { lineWidth: 2, priceLineVisible: false })
  const points = new Map(trade.equity.map((point) => [Math.floor(point.time / 60_000), point.value]))
  line.setData([...points].sort(([a], [b]) => a - b).map(([minute, value]) => ({ time: toChartTime(minute), value })))
  watchTheme((palette) => line.applyOptions({ color: palette.accent }))
  showBars(chart, 0, points.size - 1)
}

function createFillsTable(trade: PaperTrade, times: TimeFormat): HTMLElement {
  const heads = ['Time', 'Base', 'Side', 'Price', 'Amount', 'Fee'].map((name) =>
    createElement('th', { scope: 'col' }, name),
  )
  const rows = trade.fills.map((fill) => createFillRow(fill, times))
  if (rows.length === 0)
    rows.push(createElement('tr', {}, createElement('td', { colspan: 6, class: 'empty' }, 'No order was filled.')))
  const table = createElement(
    'table',
    {},
    createElement('thead', {}, createElement('tr', {}, ...heads)),
    createElement('tbody', {}, ...rows),
  )
  return createElement('div', { class: 'scroll short', tabindex: 0, role: 'region', 'aria-label': 'fills' }, table)
}

function createFillRow(fill: PaperFill, times: TimeFormat): HTMLElement {
  return createElement(
    'tr',
    {},
    createElement('td', {}, times.minute(fill.time / 60_000)),
    createElement('td', {}, fill.base),
    createElement('td', {}, fill.side),
    createElement('td', { class: 'number' }, fill.price),
    createElement('td', { class: 'number' }, fill.amount),
    createElement('td', { class: 'number' }, fill.fee),
  )
}

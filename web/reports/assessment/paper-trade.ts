import { LineSeries } from 'lightweight-charts'
import type { PaperFill, PaperTrade } from '../../../src/assessment/report/report-data.js'
import { chartTime, makeChart, showBars } from '../chart.js'
import { element, panel } from '../dom.js'
import { percent, formatInteger, type TimeText } from '../format.js'
import type { SelectionStore } from './selection.js'
import { watchTheme } from '../theme.js'

/** What the trading loop made of the classifier on the simulated exchange. */
export function paperTradePanel(trade: PaperTrade, store: SelectionStore, times: TimeText): HTMLElement {
  const container = element('div', { class: 'chart', role: 'img', 'aria-label': 'value of the book over time' })
  const note = `${times.minute(trade.from / 60_000)} to ${times.minute(trade.to / 60_000)}; orders on a simulated exchange`
  const section = panel('paper', 'Paper trade', note, figures(trade), container, fillsTable(trade, times))
  let drawn = false
  store.watch(() => {
    if (!drawn) draw(container, trade, times)
    drawn = true
  })
  return section
}

function figures(trade: PaperTrade): HTMLElement {
  const entries: readonly (readonly [string, string])[] = [
    ['Start', `${trade.startQuote} ${trade.quote}`],
    ['End', `${trade.endQuote} ${trade.quote}`],
    ['Gain', percent(trade.gain)],
    ['Buy and hold', percent(trade.buyAndHold)],
    ['Orders', formatInteger(trade.orders)],
    ['Fills', formatInteger(trade.fills.length)],
  ]
  return element(
    'dl',
    { class: 'tiles small' },
    ...entries.map(([name, value]) =>
      element('div', { class: 'tile' }, element('dt', {}, name), element('dd', {}, value)),
    ),
  )
}

function draw(container: HTMLElement, trade: PaperTrade, times: TimeText): void {
  const chart = makeChart(container, times)
  const line = chart.addSeries(LineSeries, { lineWidth: 2, priceLineVisible: false })
  const points = new Map(trade.equity.map((point) => [Math.floor(point.time / 60_000), point.value]))
  line.setData([...points].sort(([a], [b]) => a - b).map(([minute, value]) => ({ time: chartTime(minute), value })))
  watchTheme((palette) => line.applyOptions({ color: palette.accent }))
  showBars(chart, 0, points.size - 1)
}

function fillsTable(trade: PaperTrade, times: TimeText): HTMLElement {
  const heads = ['Time', 'Base', 'Side', 'Price', 'Amount', 'Fee'].map((name) => element('th', { scope: 'col' }, name))
  const rows = trade.fills.map((fill) => fillRow(fill, times))
  if (rows.length === 0)
    rows.push(element('tr', {}, element('td', { colspan: 6, class: 'empty' }, 'No order was filled.')))
  const table = element('table', {}, element('thead', {}, element('tr', {}, ...heads)), element('tbody', {}, ...rows))
  return element('div', { class: 'scroll short', tabindex: 0, role: 'region', 'aria-label': 'fills' }, table)
}

function fillRow(fill: PaperFill, times: TimeText): HTMLElement {
  return element(
    'tr',
    {},
    element('td', {}, times.minute(fill.time / 60_000)),
    element('td', {}, fill.base),
    element('td', {}, fill.side),
    element('td', { class: 'number' }, fill.price),
    element('td', { class: 'number' }, fill.amount),
    element('td', { class: 'number' }, fill.fee),
  )
}

import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { createElement, createPanel, setNote } from '../dom.js'
import { formatSignedPercent, formatDuration, formatInteger, formatPercent, type TimeFormat } from '../format.js'
import { createCsvButton } from './csv-button.js'
import type { PageTrade } from './replay.js'
import { hasTrades, type Selection, type SelectionStore } from './selection.js'
import { createFilterControls } from './trade-filter.js'
import { TRADE_COLUMNS, sortTrades, type NumberedTrade, type TradeOrder } from './trade-order.js'

/** Rows that are drawn at first, and more by a button. */
const PAGE_SIZE = 200

/** All trades of the selected cell, by any column; choosing one shows it on the candles. */
export function createTradeTable(data: ReportData, store: SelectionStore, times: TimeFormat): HTMLElement {
  const body = createElement('tbody')
  const more = createElement('button', { type: 'button', class: 'quiet' }, 'Show more')
  let order: TradeOrder = { column: 0, descending: false }
  let current: readonly PageTrade[] | undefined
  let sorted: readonly NumberedTrade[] = []
  const rows = new Map<PageTrade, HTMLElement>()
  const append = (): void => {
    for (const row of sorted.slice(rows.size, rows.size + PAGE_SIZE)) {
      const element = createRow(data, row, times, () => store.selectTrade(row.trade))
      rows.set(row.trade, element)
      body.append(element)
    }
    more.hidden = rows.size >= sorted.length
    more.textContent = `Show more: ${formatInteger(sorted.length - rows.size)} of ${formatInteger(sorted.length)} are not listed yet`
  }
  const fill = (selection: Selection): void => {
    current = selection.matching
    sorted = sortTrades(numberTrades(selection), order)
    rows.clear()
    body.replaceChildren()
    append()
    if (sorted.length === 0) body.append(createEmptyRow(data, selection))
    scroller.scrollTop = 0
    markSelected(selection)
  }
  const markSelected = ({ trade }: Selection): void => {
    for (const [one, row] of rows) row.setAttribute('aria-selected', String(trade === one))
  }
  const head = createHead((column) => {
    const isSame = order.column === column
    order = { column, descending: isSame ? !order.descending : column > 1 }
    fill(store.current())
    showOrder(head, order)
  })
  showOrder(head, order)
  const scroller = createElement(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'trades' },
    createElement('table', { class: 'trades' }, head, body),
    more,
  )
  const filter = createFilterControls((next) => store.selectFilter(next))
  const csv = createCsvButton(`trades-${data.source.name}`, () => sorted)
  filter.element.append(csv.element)
  const section = createPanel('trades', 'Trades of the cell', '', filter.element, scroller)
  more.addEventListener('click', () => {
    append()
    markSelected(store.current())
  })
  store.watch((selection) => {
    filter.show(selection.trades, selection.filter)
    if (selection.matching !== current) fill(selection)
    csv.show(sorted.length)
    markSelected(selection)
    setNote(section, noteOf(data, selection))
  })
  return section
}

/** The trades that match, with their place among all of the cell. */
function numberTrades({ trades, matching }: Selection): NumberedTrade[] {
  const matches = new Set(matching)
  return trades.map((trade, index) => ({ number: index + 1, trade })).filter(({ trade }) => matches.has(trade))
}

function noteOf(data: ReportData, { buyIndex, sellIndex, trades, matching }: Selection): string {
  const thresholds = `buy ${data.thresholds[buyIndex]}, sell ${data.thresholds[sellIndex]}`
  const all = `${formatInteger(trades.length)} ${trades.length === 1 ? 'trade' : 'trades'}`
  if (matching === trades) return `${thresholds} · ${all}`
  const gain = matching.reduce((sum, trade) => sum + trade.gain, 0)
  const wins = matching.filter((trade) => trade.gain > 0).length
  const won = matching.length > 0 ? `, ${formatPercent(wins / matching.length)} won` : ''
  return `${thresholds} · ${formatInteger(matching.length)} of ${all}, summed ${formatSignedPercent(gain)}${won}`
}

function createEmptyRow(data: ReportData, selection: Selection): HTMLElement {
  const text =
    selection.trades.length > 0
      ? 'No trade passes the filter.'
      : hasTrades(data, selection)
        ? 'No trades: the scores never reach these thresholds, or nothing could be opened.'
        : describeOtherCells(data)
  return createElement('tr', {}, createElement('td', { colspan: TRADE_COLUMNS.length, class: 'empty' }, text))
}

/** Why there are single trades of one cell alone. */
function describeOtherCells({ cell }: ReportData): string {
  const name = `${cell.buyThreshold} / ${cell.sellThreshold}`
  return `The file has the single trades of the cell ${name} alone: those of all cells are too many for one file. Assess fewer bases or a shorter range to see them.`
}

function createHead(sort: (column: number) => void): HTMLElement {
  const heads = TRADE_COLUMNS.map(({ title }, column) => {
    const button = createElement('button', { type: 'button', class: 'sort' }, title)
    button.addEventListener('click', () => sort(column))
    return createElement('th', { scope: 'col' }, button)
  })
  return createElement('thead', {}, createElement('tr', {}, ...heads))
}

function showOrder(head: HTMLElement, { column, descending }: TradeOrder): void {
  head.querySelectorAll('th').forEach((cell, index) => {
    if (index === column) cell.setAttribute('aria-sort', descending ? 'descending' : 'ascending')
    else cell.removeAttribute('aria-sort')
  })
}

const EXITS = {
  signal: '',
  loss: ' (loss)',
  end: ' (end)',
  stopLoss: ' (stop)',
  takeProfit: ' (profit)',
  trailingStop: ' (trailing stop)',
  maxMinutes: ' (time)',
} as const

function createRow(
  data: ReportData,
  { number, trade }: NumberedTrade,
  times: TimeFormat,
  choose: () => void,
): HTMLElement {
  const decimals = data.bases.find((base) => base.base === trade.base)?.decimals ?? 4
  const button = createElement(
    'button',
    { type: 'button', class: 'link', 'aria-label': `show trade ${number} on the candles` },
    String(number),
  )
  const row = createElement(
    'tr',
    {},
    createElement('td', {}, button),
    createElement('td', {}, trade.base),
    createElement('td', {}, times.minute(trade.buyMinute)),
    createElement('td', { class: 'number' }, trade.buyPrice.toFixed(decimals)),
    createElement('td', {}, times.minute(trade.sellMinute), EXITS[trade.exit]),
    createElement('td', { class: 'number' }, trade.sellPrice.toFixed(decimals)),
    createElement('td', { class: 'number' }, formatDuration(trade.sellMinute - trade.buyMinute)),
    createElement('td', { class: `number ${trade.gain > 0 ? 'gain' : 'loss'}` }, formatSignedPercent(trade.gain)),
  )
  row.addEventListener('click', choose)
  return row
}

import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { createElement, createPanel, setNote } from '../dom.js'
import { formatSignedPercent, formatDuration, formatInteger, type TimeFormat } from '../format.js'
import type { PageTrade } from './replay.js'
import { hasTrades, type Selection, type SelectionStore } from './selection.js'

/** Rows that are drawn at first, and more by a button. */
const PAGE_SIZE = 200

/** The trades of the selected cell; choosing one shows it on the candles. */
export function createTradeTable(data: ReportData, store: SelectionStore, times: TimeFormat): HTMLElement {
  const body = createElement('tbody')
  const more = createElement('button', { type: 'button', class: 'quiet' }, 'Show more')
  const scroller = createElement(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'trades' },
    createTable(body),
    more,
  )
  const section = createPanel('trades', 'Trades of the cell', '', scroller)
  const rows = new Map<PageTrade, HTMLElement>()
  let current: readonly PageTrade[] | undefined
  const append = (): void => {
    const from = rows.size
    for (const trade of current?.slice(from, from + PAGE_SIZE) ?? []) {
      const row = createRow(data, trade, rows.size + 1, times, () => store.selectTrade(trade))
      rows.set(trade, row)
      body.append(row)
    }
    more.hidden = rows.size >= (current?.length ?? 0)
  }
  more.addEventListener('click', append)
  store.watch((selection) => {
    if (selection.trades !== current) {
      current = selection.trades
      rows.clear()
      body.replaceChildren()
      append()
      if (current.length === 0) body.append(createEmptyRow(data, selection))
      scroller.scrollTop = 0
    }
    for (const [trade, row] of rows) row.setAttribute('aria-selected', String(trade === selection.trade))
    setNote(section, noteOf(data, selection))
  })
  return section
}

function noteOf(data: ReportData, { buyIndex, sellIndex, trades }: Selection): string {
  const thresholds = `buy ${data.thresholds[buyIndex]}, sell ${data.thresholds[sellIndex]}`
  return `${thresholds} · ${formatInteger(trades.length)} ${trades.length === 1 ? 'trade' : 'trades'}`
}

function createEmptyRow(data: ReportData, selection: Selection): HTMLElement {
  const text = hasTrades(data, selection)
    ? 'No trades: the scores never reach these thresholds, or nothing could be opened.'
    : data.source.lossMinutes === undefined
      ? 'Too many signals for one file; assess fewer bases or a shorter range to see the trades.'
      : 'Trades that end at a loss that lasts are in the figures alone; assess without that rule to see single trades.'
  return createElement('tr', {}, createElement('td', { colspan: 8, class: 'empty' }, text))
}

const HEADERS = ['#', 'Base', 'Buy time', 'Buy price', 'Sell time', 'Sell price', 'Duration', 'Gain']

function createTable(body: HTMLElement): HTMLElement {
  const heads = HEADERS.map((name) => createElement('th', { scope: 'col' }, name))
  return createElement(
    'table',
    { class: 'trades' },
    createElement('thead', {}, createElement('tr', {}, ...heads)),
    body,
  )
}

function createRow(
  data: ReportData,
  trade: PageTrade,
  number: number,
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
    createElement('td', {}, times.minute(trade.sellMinute), trade.closedAtEnd ? ' (end)' : ''),
    createElement('td', { class: 'number' }, trade.sellPrice.toFixed(decimals)),
    createElement('td', { class: 'number' }, formatDuration(trade.sellMinute - trade.buyMinute)),
    createElement('td', { class: `number ${trade.gain > 0 ? 'gain' : 'loss'}` }, formatSignedPercent(trade.gain)),
  )
  row.addEventListener('click', choose)
  return row
}

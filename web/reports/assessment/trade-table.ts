import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { element, panel, setNote } from '../dom.js'
import { percent, span, formatInteger, type TimeText } from '../format.js'
import type { PageTrade } from './replay.js'
import { tradesIncluded, type Selection, type SelectionStore } from './selection.js'

/** Rows that are drawn at first, and more by a button. */
const PAGE = 200

/** The trades of the selected cell; choosing one shows it on the candles. */
export function tradeTable(data: ReportData, store: SelectionStore, times: TimeText): HTMLElement {
  const body = element('tbody')
  const more = element('button', { type: 'button', class: 'quiet' }, 'Show more')
  const scroller = element(
    'div',
    { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': 'trades' },
    table(body),
    more,
  )
  const section = panel('trades', 'Trades of the cell', '', scroller)
  const rows = new Map<PageTrade, HTMLElement>()
  let shown: readonly PageTrade[] | undefined
  const append = (): void => {
    const from = rows.size
    for (const trade of shown?.slice(from, from + PAGE) ?? []) {
      const row = tradeRow(data, trade, rows.size + 1, times, () => store.selectTrade(trade))
      rows.set(trade, row)
      body.append(row)
    }
    more.hidden = rows.size >= (shown?.length ?? 0)
  }
  more.addEventListener('click', append)
  store.watch((selection) => {
    if (selection.trades !== shown) {
      shown = selection.trades
      rows.clear()
      body.replaceChildren()
      append()
      if (shown.length === 0) body.append(emptyRow(data, selection))
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

function emptyRow(data: ReportData, selection: Selection): HTMLElement {
  const text = tradesIncluded(data, selection)
    ? 'No trades: the scores never reach these thresholds, or nothing could be opened.'
    : 'Too many signals for one file; assess fewer bases or a shorter range to see the trades.'
  return element('tr', {}, element('td', { colspan: 8, class: 'empty' }, text))
}

const HEADS = ['#', 'Base', 'Bought', 'at', 'Sold', 'at', 'Held', 'Gain']

function table(body: HTMLElement): HTMLElement {
  const heads = HEADS.map((name) => element('th', { scope: 'col' }, name))
  return element('table', { class: 'trades' }, element('thead', {}, element('tr', {}, ...heads)), body)
}

function tradeRow(
  data: ReportData,
  trade: PageTrade,
  number: number,
  times: TimeText,
  choose: () => void,
): HTMLElement {
  const decimals = data.bases.find((base) => base.base === trade.base)?.decimals ?? 4
  const button = element(
    'button',
    { type: 'button', class: 'link', 'aria-label': `show trade ${number} on the candles` },
    String(number),
  )
  const row = element(
    'tr',
    {},
    element('td', {}, button),
    element('td', {}, trade.base),
    element('td', {}, times.minute(trade.buyMinute)),
    element('td', { class: 'number' }, trade.buyPrice.toFixed(decimals)),
    element('td', {}, times.minute(trade.sellMinute), trade.closedAtEnd ? ' (end)' : ''),
    element('td', { class: 'number' }, trade.sellPrice.toFixed(decimals)),
    element('td', { class: 'number' }, span(trade.sellMinute - trade.buyMinute)),
    element('td', { class: `number ${trade.gain > 0 ? 'gain' : 'loss'}` }, percent(trade.gain)),
  )
  row.addEventListener('click', choose)
  return row
}

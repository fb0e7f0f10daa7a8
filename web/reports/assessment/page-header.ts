import { describeExits } from '../../assessment/describe-exits.js'
import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { createElement } from '../dom.js'
import { formatInteger, type TimeFormat } from '../format.js'
import { createBaseSelect, createHeader } from '../header-frame.js'
import { describeSelection, type SelectionOrigin } from '../selection-badge.js'
import { isBestCell, isSelectedCell, type Selection, type SelectionStore } from './selection.js'

/** What is assessed, on what, and what the figures may be used for. */
export function createPageHeader(data: ReportData, store: SelectionStore, times: TimeFormat): HTMLElement {
  const { source, overall } = data
  const kind = source.kind === 'classifier' ? 'Classifier' : 'Predictions'
  const set = source.set ? ` · ${source.set} set` : ''
  const range = `${times.minute(overall.from / 60_000)} to ${times.minute(overall.to / 60_000)} ${data.timeZone}`
  const bases = data.bases.map((base) => base.base)
  const facts = [
    bases.length > 6 ? `${bases.length} bases` : bases.join(', '),
    range,
    `${formatInteger(overall.rows)} rows`,
    `fee ${Number((100 * data.fee).toFixed(4))} % a side`,
    describeExits(source.exits ?? {}),
    fillsFact(source.fills),
    `cell ${data.cell.buyThreshold} / ${data.cell.sellThreshold} ${CELL_ORIGINS[source.cellChosenBy]}`,
  ]
  const choose = createBaseSelect(
    data.bases.map(({ base }) => base),
    (base) => store.selectBase(base),
  )
  const badge = createElement('span', { class: 'badge' })
  const reason = createElement('p', { class: 'reason' })
  store.watch((selection) => {
    const { tone, title, reason: words } = describeSelection(originOf(data, selection))
    badge.className = `badge ${tone}`
    badge.replaceChildren(title)
    reason.replaceChildren(words)
  })
  const simulated = source.simulated ? createElement('span', { class: 'badge warn' }, 'simulated market') : undefined
  const header = createHeader(`${kind}${set}`, source.name, facts, [simulated, badge, choose])
  header.querySelector('.facts')?.after(reason)
  return header
}

/** How the cell that is shown came about: the reader may have turned to another one. */
function originOf(data: ReportData, selection: Selection): SelectionOrigin {
  const { source } = data
  const { set, usedForSelection } = source
  const other = isBestCell(selection) ? 'hindsight' : 'option'
  return { set, usedForSelection, cellOrigin: isSelectedCell(data, selection) ? source.cellChosenBy : other }
}

/** What the figures were filled at, and what that takes for granted. */
function fillsFact(fills: ReportData['source']['fills']): string {
  if (!fills) return 'filled at the close of the minute that decides, without a spread'
  const { stake, impact, spreads } = fills
  const rows = spreads.reduce((sum, { quoted, estimated, tick }) => sum + quoted + estimated + tick, 0)
  const shareOf = (of: (one: (typeof spreads)[number]) => number): number =>
    Math.round((100 * spreads.reduce((sum, one) => sum + of(one), 0)) / Math.max(1, rows))
  const [quoted, estimated] = [shareOf((one) => one.quoted), shareOf((one) => one.estimated)]
  return `filled at the next open, half the spread and slippage worse; assumed: orders of ${stake} quote, impact ${impact}; spread quoted in ${quoted} % of the rows, estimated from candles in ${estimated} %, else one tick`
}

const CELL_ORIGINS = {
  option: 'as asked for',
  validation: 'chosen on the validation set',
  hindsight: 'best in hindsight',
} as const

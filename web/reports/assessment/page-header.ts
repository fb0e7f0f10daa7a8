import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { element } from '../dom.js'
import { formatInteger, type TimeText } from '../format.js'
import { baseSelector, headerFrame } from '../header-frame.js'
import type { SelectionStore } from './selection.js'

/** What is assessed, on what, and what the figures may be used for. */
export function pageHeader(data: ReportData, store: SelectionStore, times: TimeText): HTMLElement {
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
    `cell ${data.cell.buyThreshold} / ${data.cell.sellThreshold} ${CHOSEN_BY[source.cellChosenBy]}`,
  ]
  const choose = baseSelector(
    data.bases.map(({ base }) => base),
    (base) => store.selectBase(base),
  )
  return headerFrame(`${kind}${set}`, source.name, facts, [...badges(data), choose])
}

const CHOSEN_BY = {
  option: 'as asked for',
  validation: 'chosen on the validation set',
  hindsight: 'best in hindsight',
} as const

function badges({ source }: ReportData): HTMLElement[] {
  const made: HTMLElement[] = []
  if (source.simulated) made.push(element('span', { class: 'badge warn' }, 'simulated market'))
  if (source.usedForSelection === 'yes') made.push(element('span', { class: 'badge warn' }, 'used for selection'))
  if (source.usedForSelection === 'no') made.push(element('span', { class: 'badge good' }, 'not used for selection'))
  if (source.cellChosenBy === 'hindsight')
    made.push(element('span', { class: 'badge warn' }, 'cell chosen by these very rows'))
  return made
}

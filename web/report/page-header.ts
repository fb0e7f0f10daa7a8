import type { ReportData } from '../../src/assessment/report-data.js'
import { element } from './dom.js'
import { whole, type TimeText } from './format.js'
import type { SelectionStore } from './selection.js'
import { themeButton } from './theme.js'

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
    `${whole(overall.rows)} rows`,
    `fee ${Number((100 * data.fee).toFixed(4))} % a side`,
    `cell ${data.cell.buyThreshold} / ${data.cell.sellThreshold} ${CHOSEN_BY[source.cellChosenBy]}`,
  ]
  return element(
    'header',
    { class: 'page' },
    element(
      'div',
      {},
      element('p', { class: 'kind' }, `FollowUpward · ${kind}${set}`),
      element('h1', {}, source.name),
      element('p', { class: 'facts' }, facts.join(' · ')),
    ),
    element('div', { class: 'side' }, ...badges(data), baseSelector(data, store), themeButton()),
  )
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
  return made
}

function baseSelector(data: ReportData, store: SelectionStore): HTMLElement | undefined {
  if (data.bases.length < 2) return undefined
  const select = element('select', { id: 'base' }, element('option', { value: '' }, 'all bases'))
  for (const { base } of data.bases) select.append(element('option', { value: base }, base))
  select.addEventListener('change', () => store.selectBase(select.value || undefined))
  return element('label', { class: 'select' }, 'Base ', select)
}

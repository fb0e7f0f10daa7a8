import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { element, panel } from '../dom.js'
import { plainPercent, formatInteger } from '../format.js'
import type { SelectionStore } from './selection.js'

const CLASSES = ['hold', 'buy', 'sell']

/** Rows by label and decision, each line shaded by its shares, with the number of separate events of each label. */
export function confusionTable(_data: ReportData, store: SelectionStore): HTMLElement {
  const body = element('tbody')
  const heads = ['Label', ...CLASSES, 'Rows', 'Events', 'Found'].map((name) => element('th', { scope: 'col' }, name))
  const table = element(
    'table',
    { class: 'confusion' },
    element(
      'thead',
      {},
      element('tr', {}, element('th'), element('th', { colspan: 3, class: 'over' }, 'decided')),
      element('tr', {}, ...heads),
    ),
    body,
  )
  store.watch(({ figures }) => {
    const columns = [0, 1, 2].map((predicted) => figures.confusion.reduce((sum, row) => sum + (row[predicted] ?? 0), 0))
    body.replaceChildren(
      ...figures.confusion.map((row, target) => confusionRow(row, target, figures.events[target])),
      precisionRow(figures.confusion, columns),
    )
  })
  const note = 'highest score decides, without thresholds; an event is a run of one label'
  return panel('confusion', 'Confusion matrix and label events', note, table)
}

function confusionRow(
  row: readonly number[],
  target: number,
  label: { readonly rows: number; readonly events: number } | undefined,
): HTMLElement {
  const total = row.reduce((sum, count) => sum + count, 0)
  const cells = row.map((count, predicted) => {
    const share = total > 0 ? count / total : 0
    const cell = element(
      'td',
      { class: predicted === target ? 'hit' : 'miss' },
      formatInteger(count),
      element('small', {}, plainPercent(share)),
    )
    cell.style.setProperty('--strength', `${Math.round(70 * share)}%`)
    return cell
  })
  return element(
    'tr',
    {},
    element('th', { scope: 'row' }, CLASSES[target]),
    ...cells,
    element('td', { class: 'number' }, formatInteger(label?.rows ?? 0)),
    element('td', { class: 'number' }, formatInteger(label?.events ?? 0)),
    element('td', { class: 'number' }, total > 0 ? plainPercent((row[target] ?? 0) / total, 1) : '–'),
  )
}

function precisionRow(confusion: readonly (readonly number[])[], columns: readonly number[]): HTMLElement {
  const shares = columns.map((total, index) =>
    element('td', {}, total > 0 ? plainPercent((confusion[index]?.[index] ?? 0) / total, 1) : '–'),
  )
  return element(
    'tr',
    { class: 'foot' },
    element('th', { scope: 'row' }, 'right'),
    ...shares,
    element('td', { colspan: 3 }),
  )
}

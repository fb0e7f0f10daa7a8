import type { ReportData } from '../../../src/assessment/report/report-data.js'
import { createElement, createPanel } from '../dom.js'
import { formatPercent, formatInteger } from '../format.js'
import type { SelectionStore } from './selection.js'

const CLASSES = ['hold', 'buy', 'sell']

/** Rows by label and prediction, each line shaded by its shares, with the number of separate events of each label. */
export function createConfusionTable(_data: ReportData, store: SelectionStore): HTMLElement {
  const body = createElement('tbody')
  const heads = ['Label', ...CLASSES, 'Rows', 'Events', 'Recall'].map((name) =>
    createElement('th', { scope: 'col' }, name),
  )
  const table = createElement(
    'table',
    { class: 'confusion' },
    createElement(
      'thead',
      {},
      createElement('tr', {}, createElement('th'), createElement('th', { colspan: 3, class: 'over' }, 'predicted')),
      createElement('tr', {}, ...heads),
    ),
    body,
  )
  store.watch(({ figures }) => {
    const columns = [0, 1, 2].map((predicted) => figures.confusion.reduce((sum, row) => sum + (row[predicted] ?? 0), 0))
    body.replaceChildren(
      ...figures.confusion.map((row, target) => createConfusionRow(row, target, figures.events[target])),
      createPrecisionRow(figures.confusion, columns),
    )
  })
  const note = 'highest score decides, without thresholds; an event is a run of one label'
  return createPanel('confusion', 'Confusion matrix and label events', note, table)
}

function createConfusionRow(
  row: readonly number[],
  target: number,
  label: { readonly rows: number; readonly events: number } | undefined,
): HTMLElement {
  const total = row.reduce((sum, count) => sum + count, 0)
  const cells = row.map((count, predicted) => {
    const share = total > 0 ? count / total : 0
    const cell = createElement(
      'td',
      { class: predicted === target ? 'hit' : 'miss' },
      formatInteger(count),
      createElement('small', {}, formatPercent(share)),
    )
    cell.style.setProperty('--strength', `${Math.round(70 * share)}%`)
    return cell
  })
  return createElement(
    'tr',
    {},
    createElement('th', { scope: 'row' }, CLASSES[target]),
    ...cells,
    createElement('td', { class: 'number' }, formatInteger(label?.rows ?? 0)),
    createElement('td', { class: 'number' }, formatInteger(label?.events ?? 0)),
    createElement('td', { class: 'number' }, total > 0 ? formatPercent((row[target] ?? 0) / total, 1) : '–'),
  )
}

function createPrecisionRow(confusion: readonly (readonly number[])[], columns: readonly number[]): HTMLElement {
  const shares = columns.map((total, index) =>
    createElement('td', {}, total > 0 ? formatPercent((confusion[index]?.[index] ?? 0) / total, 1) : '–'),
  )
  return createElement(
    'tr',
    { class: 'foot' },
    createElement('th', { scope: 'row' }, 'Precision'),
    ...shares,
    createElement('td', { colspan: 3 }),
  )
}

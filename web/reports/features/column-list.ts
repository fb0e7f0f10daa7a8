import type { ColumnReport, FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { element, panel, scrollArea } from '../dom.js'
import { legend } from '../definitions/legend.js'
import { measuresOf, scaleOf, sortedColumns, type Measure } from './column-measures.js'
import { comparedSets, type FeatureSelection, type FeatureState } from './feature-state.js'

/** All columns with what each tells and how far it drifts; a heading sorts by it, a row chooses the column. */
export function columnList(report: FeatureReport, state: FeatureState): HTMLElement {
  const measures = measuresOf(report)
  const body = element('tbody')
  let sorted = measures[0]?.id ?? 'name'
  let rows: readonly ColumnRow[] = []
  let drawn: string | undefined
  const draw = (selection: FeatureSelection): void => {
    const columns = sortedColumns(report, measures, sorted, selection.base)
    const scales = measures.map((measure) => scaleOf(measure, columns, selection.base))
    rows = columns.map((column) => ({ column, row: rowOf(column, measures, scales, selection, state) }))
    body.replaceChildren(...rows.map(({ row }) => row))
    drawn = `${sorted} ${selection.base ?? ''}`
  }
  const heads = headings(measures, (id) => {
    sorted = id
    draw(state.current())
    heads.mark(sorted)
  })
  heads.mark(sorted)
  state.watch((selection) => {
    // Rows that only change their mark stay, and with them the focus.
    if (drawn !== `${sorted} ${selection.base ?? ''}`) draw(selection)
    for (const { column, row } of rows) row.setAttribute('aria-selected', String(column === selection.column))
  })
  const table = element('table', { class: 'columns' }, element('thead', {}, heads.row), body)
  const note = `${report.columns.length} columns; a heading sorts, a row chooses`
  return panel('columns', 'Columns', note, scrollArea('columns', table), ...readings(report))
}

interface ColumnRow {
  readonly column: ColumnReport
  readonly row: HTMLElement
}

interface Headings {
  readonly row: HTMLElement
  /** Shows by which one the list is sorted. */
  mark(id: string): void
}

function headings(measures: readonly Measure[], sort: (id: string) => void): Headings {
  const all = [{ id: 'name', title: 'Column', note: 'in the order of the set' }, ...measures]
  const heads = all.map(({ id, title, note }) => {
    const button = element('button', { type: 'button', class: 'sort', title: note }, title)
    button.addEventListener('click', () => sort(id))
    return { id, head: element('th', { scope: 'col' }, button) }
  })
  return {
    row: element('tr', {}, ...heads.map(({ head }) => head)),
    mark: (sorted) => {
      for (const { id, head } of heads) head.setAttribute('aria-sort', id === sorted ? sortOf(id) : 'none')
    },
  }
}

function sortOf(id: string): string {
  return id === 'name' ? 'ascending' : 'descending'
}

function rowOf(
  column: ColumnReport,
  measures: readonly Measure[],
  scales: readonly number[],
  selection: FeatureSelection,
  state: FeatureState,
): HTMLElement {
  const choose = element('button', { type: 'button', class: 'link' }, column.name)
  const name = element('td', {}, choose, ...problemsOf(column))
  const cells = measures.map((measure, i) => barCell(measure, measure.valueOf(column, selection.base), scales[i] ?? 1))
  const row = element('tr', { 'aria-selected': String(column === selection.column) }, name, ...cells)
  row.addEventListener('click', () => state.change({ column, other: undefined }))
  return row
}

function problemsOf({ constantIn, twin, missing, infinite, cluster, drift }: ColumnReport): HTMLElement[] {
  const problems = [
    ...(constantIn.length > 0 ? ['constant'] : []),
    ...(twin === undefined ? [] : [`= ${twin}`]),
    ...(missing > 0 ? ['missing'] : []),
    ...(infinite > 0 ? ['infinite'] : []),
    ...(Object.values(drift).includes('infinite') ? ['constant in one set alone'] : []),
  ].map((text) => element('span', { class: 'mark warn' }, text))
  return cluster === undefined
    ? problems
    : [...problems, element('span', { class: 'mark', title: 'cluster of correlated columns' }, String(cluster + 1))]
}

function barCell({ digits, toneOf }: Measure, value: number | undefined, scale: number): HTMLElement {
  if (value === undefined) return element('td', { class: 'number' }, '–')
  const bar = element('span', { class: `bar ${toneOf(value)}` })
  bar.style.setProperty('--share', Math.min(1, value / scale).toFixed(4))
  return element(
    'td',
    { class: 'number' },
    bar,
    element('span', {}, value === 0 ? '0' : Number.isFinite(value) ? value.toFixed(digits) : '∞'),
  )
}

function readings(report: FeatureReport): HTMLElement[] {
  const { target, sample } = report
  const drift: readonly (readonly [string, string])[] =
    comparedSets(report).length > 0
      ? [
          ['gain', 'PSI below 0.1: little change'],
          ['middle', 'moderate'],
          ['loss', 'from 0.25: another population'],
        ]
      : []
  const bits: readonly (readonly [string, string])[] = target
    ? [['accent', `of ${target.entropy.toFixed(3)} bits`]]
    : []
  const notes = [
    ...(drift.length > 0 ? ['PSI over ten bins by training quantiles, readings of Lewis 1994 and Siddiqi 2017.'] : []),
    ...(target ? [`Bits: less the mean of ${sample.shifts} shifts of ${target.id} in time; 0 is noise.`] : []),
  ]
  if (drift.length + bits.length === 0) return []
  return [legend(...bits, ...drift), element('p', { class: 'note' }, notes.join(' '))]
}

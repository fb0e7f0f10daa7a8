import type { ColumnReport, FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { createElement, createPanel, createScrollArea } from '../dom.js'
import { createLegend } from '../definitions/legend.js'
import { createMeasures, computeScale, sortColumns, type Measure } from './column-measures.js'
import { comparedSets, type FeatureSelection, type FeatureState } from './feature-state.js'

/** All columns with what each tells and how far it drifts; a heading sorts by it, a row chooses the column. */
export function createColumnList(report: FeatureReport, state: FeatureState): HTMLElement {
  const measures = createMeasures(report)
  const body = createElement('tbody')
  let sorted = measures[0]?.id ?? 'name'
  let rows: readonly ColumnRow[] = []
  let lastKey: string | undefined
  const draw = (selection: FeatureSelection): void => {
    const columns = sortColumns(report, measures, sorted, selection.base)
    const scales = measures.map((measure) => computeScale(measure, columns, selection.base))
    rows = columns.map((column) => ({ column, row: createRow(column, measures, scales, selection, state) }))
    body.replaceChildren(...rows.map(({ row }) => row))
    lastKey = `${sorted} ${selection.base ?? ''}`
  }
  const heads = createHeadings(measures, (id) => {
    sorted = id
    draw(state.current())
    heads.mark(sorted)
  })
  heads.mark(sorted)
  state.watch((selection) => {
    // Rows that only change their mark stay, and with them the focus.
    if (lastKey !== `${sorted} ${selection.base ?? ''}`) draw(selection)
    for (const { column, row } of rows) row.setAttribute('aria-selected', String(column === selection.column))
  })
  const table = createElement('table', { class: 'columns' }, createElement('thead', {}, heads.row), body)
  const note = `${report.columns.length} columns; a heading sorts, a row chooses`
  return createPanel('columns', 'Columns', note, createScrollArea('columns', table), ...createExplanations(report))
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

function createHeadings(measures: readonly Measure[], sort: (id: string) => void): Headings {
  const all = [{ id: 'name', title: 'Column', note: 'in the order of the set' }, ...measures]
  const heads = all.map(({ id, title, note }) => {
    const button = createElement('button', { type: 'button', class: 'sort', title: note }, title)
    button.addEventListener('click', () => sort(id))
    return { id, head: createElement('th', { scope: 'col' }, button) }
  })
  return {
    row: createElement('tr', {}, ...heads.map(({ head }) => head)),
    mark: (sorted) => {
      for (const { id, head } of heads) head.setAttribute('aria-sort', id === sorted ? sortOf(id) : 'none')
    },
  }
}

function sortOf(id: string): string {
  return id === 'name' ? 'ascending' : 'descending'
}

function createRow(
  column: ColumnReport,
  measures: readonly Measure[],
  scales: readonly number[],
  selection: FeatureSelection,
  state: FeatureState,
): HTMLElement {
  const choose = createElement('button', { type: 'button', class: 'link' }, column.name)
  const name = createElement('td', {}, choose, ...createProblemBadges(column))
  const cells = measures.map((measure, i) =>
    createBarCell(measure, measure.valueOf(column, selection.base), scales[i] ?? 1),
  )
  const row = createElement('tr', { 'aria-selected': String(column === selection.column) }, name, ...cells)
  row.addEventListener('click', () => state.change({ column, other: undefined }))
  return row
}

function createProblemBadges({ constantIn, twin, missing, infinite, cluster, drift }: ColumnReport): HTMLElement[] {
  const problems = [
    ...(constantIn.length > 0 ? ['constant'] : []),
    ...(twin === undefined ? [] : [`= ${twin}`]),
    ...(missing > 0 ? ['missing'] : []),
    ...(infinite > 0 ? ['infinite'] : []),
    ...(Object.values(drift).includes('infinite') ? ['constant in one set alone'] : []),
  ].map((text) => createElement('span', { class: 'mark warn' }, text))
  return cluster === undefined
    ? problems
    : [
        ...problems,
        createElement('span', { class: 'mark', title: 'cluster of correlated columns' }, String(cluster + 1)),
      ]
}

function createBarCell({ digits, toneOf }: Measure, value: number | undefined, scale: number): HTMLElement {
  if (value === undefined) return createElement('td', { class: 'number' }, '–')
  const bar = createElement('span', { class: `bar ${toneOf(value)}` })
  bar.style.setProperty('--share', Math.min(1, value / scale).toFixed(4))
  return createElement(
    'td',
    { class: 'number' },
    bar,
    createElement('span', {}, value === 0 ? '0' : Number.isFinite(value) ? value.toFixed(digits) : '∞'),
  )
}

function createExplanations(report: FeatureReport): HTMLElement[] {
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
  return [createLegend(...bits, ...drift), createElement('p', { class: 'note' }, notes.join(' '))]
}

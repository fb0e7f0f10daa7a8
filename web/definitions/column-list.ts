import type { ColumnReport, FeatureReport } from '../../src/assessment/definitions/feature-report.js'
import { element, panel } from '../report/dom.js'
import { legend } from './legend.js'
import { comparedSets, driftTo, type FeatureSelection, type FeatureState } from './feature-state.js'

/** A column of the list with a bar for each value. */
interface Measure {
  readonly id: string
  readonly title: string
  readonly note: string
  readonly valueOf: (column: ColumnReport, base: string | undefined) => number | undefined
  readonly digits: number
  /** The value of a full bar at least; larger values lengthen the scale, up to `most`. */
  readonly least: number
  readonly most: number
  /** What the bar's colour says. */
  readonly toneOf: (value: number) => string
}

/** All columns with what each tells and how far it drifts; a heading sorts by it, a row chooses the column. */
export function columnList(report: FeatureReport, state: FeatureState): HTMLElement {
  const measures = measuresOf(report)
  const [first] = measures
  let sorted = first?.id ?? 'name'
  const body = element('tbody')
  const heads = new Map<string, HTMLElement>()
  const draw = (selection: FeatureSelection): void => {
    for (const [id, head] of heads) head.setAttribute('aria-sort', id === sorted ? sortOf(id) : 'none')
    const rows = sortedColumns(report, measures, sorted, selection.base)
    const scales = measures.map((measure) => scaleOf(measure, rows, selection.base))
    body.replaceChildren(...rows.map((column) => rowOf(column, measures, scales, selection, state)))
  }
  const head = (id: string, title: string, note: string): HTMLElement => {
    const button = element('button', { type: 'button', class: 'sort', title: note }, title)
    button.addEventListener('click', () => {
      sorted = id
      draw(state.current())
    })
    const made = element('th', { scope: 'col' }, button)
    heads.set(id, made)
    return made
  }
  const table = element(
    'table',
    { class: 'columns' },
    element(
      'thead',
      {},
      element(
        'tr',
        {},
        head('name', 'Column', 'in the order of the set'),
        ...measures.map(({ id, title, note }) => head(id, title, note)),
      ),
    ),
    body,
  )
  state.watch(draw)
  const note = `${report.columns.length} columns; a heading sorts, a row chooses`
  return panel('columns', 'Columns', note, element('div', { class: 'scroll' }, table), ...readings(report))
}

function sortOf(id: string): string {
  return id === 'name' ? 'ascending' : 'descending'
}

function measuresOf(report: FeatureReport): Measure[] {
  const { target } = report
  const information: Measure[] = target
    ? [
        {
          id: 'bits',
          title: 'Bits',
          note: `mutual information with ${target.id}, less what chance makes`,
          valueOf: ({ information: found }) => found?.bits,
          digits: 4,
          least: 0.001,
          most: Infinity,
          toneOf: () => 'accent',
        },
      ]
    : []
  const drifts = comparedSets(report).map((set): Measure => ({
    id: set,
    title: `PSI ${set}`,
    note: `population stability index from training to ${set}`,
    valueOf: (column, base) => driftTo(column, set, base),
    digits: 3,
    least: 0.25,
    most: 1,
    toneOf: (value) => (value >= 0.25 ? 'loss' : value >= 0.1 ? 'middle' : 'gain'),
  }))
  return [...information, ...drifts]
}

function sortedColumns(
  { columns }: FeatureReport,
  measures: readonly Measure[],
  id: string,
  base: string | undefined,
): readonly ColumnReport[] {
  const measure = measures.find((one) => one.id === id)
  if (!measure) return columns
  const value = (column: ColumnReport): number => measure.valueOf(column, base) ?? -1
  return columns.toSorted((a, b) => value(b) - value(a))
}

function scaleOf(
  { valueOf, least, most }: Measure,
  columns: readonly ColumnReport[],
  base: string | undefined,
): number {
  return Math.min(most, Math.max(least, ...columns.map((column) => valueOf(column, base) ?? 0)))
}

function rowOf(
  column: ColumnReport,
  measures: readonly Measure[],
  scales: readonly number[],
  selection: FeatureSelection,
  state: FeatureState,
): HTMLElement {
  const choose = element('button', { type: 'button', class: 'link' }, column.name)
  const name = element('td', {}, choose, ...faultsOf(column))
  const cells = measures.map((measure, i) => barCell(measure, measure.valueOf(column, selection.base), scales[i] ?? 1))
  const row = element('tr', { 'aria-selected': String(column === selection.column) }, name, ...cells)
  row.addEventListener('click', () => state.change({ column, other: undefined }))
  return row
}

function faultsOf({ constantIn, twin, missing, infinite, cluster }: ColumnReport): HTMLElement[] {
  const faults = [
    ...(constantIn.length > 0 ? ['constant'] : []),
    ...(twin === undefined ? [] : [`= ${twin}`]),
    ...(missing > 0 ? ['missing'] : []),
    ...(infinite > 0 ? ['infinite'] : []),
  ].map((text) => element('span', { class: 'mark warn' }, text))
  return cluster === undefined
    ? faults
    : [...faults, element('span', { class: 'mark', title: 'cluster of correlated columns' }, String(cluster + 1))]
}

function barCell({ digits, toneOf }: Measure, value: number | undefined, scale: number): HTMLElement {
  if (value === undefined) return element('td', { class: 'number' }, '–')
  const bar = element('span', { class: `bar ${toneOf(value)}` })
  bar.style.setProperty('--share', Math.min(1, value / scale).toFixed(4))
  return element('td', { class: 'number' }, bar, element('span', {}, value === 0 ? '0' : value.toFixed(digits)))
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

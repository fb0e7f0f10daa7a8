import type { ColumnReport, FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { createElement, createPanel, createScrollArea } from '../dom.js'
import type { FeatureState } from './feature-state.js'

const MAX_PAIRS = 60

interface Pair {
  readonly a: ColumnReport
  readonly b: ColumnReport
  readonly value: number
}

/** The pairs of columns that correlate most, either sign; a row chooses its pair. */
export function createPairList(report: FeatureReport, state: FeatureState): HTMLElement {
  const rows = findStrongestPairs(report).map(({ a, b, value }) => {
    const names = createElement('button', { type: 'button', class: 'link' }, `${a.name} and ${b.name}`)
    const row = createElement(
      'tr',
      {},
      createElement('td', {}, names),
      createElement('td', { class: `number ${value < 0 ? 'loss' : 'accent'}` }, value.toFixed(3).replace('-', '−')),
    )
    row.addEventListener('click', () => state.change({ column: a, other: b }))
    state.watch((now) => row.setAttribute('aria-selected', String(now.column === a && now.other === b)))
    return row
  })
  const table = createElement('table', { class: 'columns pairs' }, createElement('tbody', {}, ...rows))
  return createPanel('pairs', 'Strongest pairs', `at most ${MAX_PAIRS}`, createScrollArea('strongest pairs', table))
}

function findStrongestPairs({ columns, correlation }: FeatureReport): Pair[] {
  const pairs = columns.flatMap((a, row) =>
    columns.slice(row + 1).map((b, i) => ({ a, b, value: correlation.matrix[row]?.[row + 1 + i] ?? 0 })),
  )
  return pairs.toSorted((x, y) => Math.abs(y.value) - Math.abs(x.value)).slice(0, MAX_PAIRS)
}

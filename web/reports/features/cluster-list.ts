import type { FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { createElement, createPanel, createScrollArea } from '../dom.js'
import type { FeatureState } from './feature-state.js'

/** The clusters of correlated columns; a name chooses its column. */
export function createClusterList(report: FeatureReport, state: FeatureState): HTMLElement {
  const { clusters, threshold } = report.correlation
  const items = clusters.map((names, i) =>
    createElement('li', { value: i + 1 }, ...names.map((name) => createNameButton(report, state, name))),
  )
  const list =
    items.length > 0
      ? createElement('ol', { class: 'clusters' }, ...items)
      : createElement('p', { class: 'empty' }, 'No two columns correlate so strongly.')
  const note = `every two columns of one correlate by ${threshold} or more, either sign (complete linkage)`
  return createPanel('clusters', 'Clusters', note, createScrollArea('clusters', list))
}

function createNameButton(report: FeatureReport, state: FeatureState, name: string): HTMLElement {
  const button = createElement('button', { type: 'button', class: 'link' }, name)
  button.addEventListener('click', () => {
    const column = report.columns.find((one) => one.name === name)
    if (column) state.change({ column, other: undefined })
  })
  return button
}

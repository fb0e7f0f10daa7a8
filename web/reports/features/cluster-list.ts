import type { FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { element, panel, scrollArea } from '../dom.js'
import type { FeatureState } from './feature-state.js'

/** The clusters of correlated columns; a name chooses its column. */
export function clusterList(report: FeatureReport, state: FeatureState): HTMLElement {
  const { clusters, threshold } = report.correlation
  const items = clusters.map((names, i) =>
    element('li', { value: i + 1 }, ...names.map((name) => nameButton(report, state, name))),
  )
  const list =
    items.length > 0
      ? element('ol', { class: 'clusters' }, ...items)
      : element('p', { class: 'empty' }, 'No two columns correlate so strongly.')
  const note = `every two columns of one correlate by ${threshold} or more, either sign (complete linkage)`
  return panel('clusters', 'Clusters', note, scrollArea('clusters', list))
}

function nameButton(report: FeatureReport, state: FeatureState, name: string): HTMLElement {
  const button = element('button', { type: 'button', class: 'link' }, name)
  button.addEventListener('click', () => {
    const column = report.columns.find((one) => one.name === name)
    if (column) state.change({ column, other: undefined })
  })
  return button
}

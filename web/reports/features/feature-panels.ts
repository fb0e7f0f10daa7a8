import type { FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { element } from '../dom.js'
import type { TimeText } from '../format.js'
import { clusterList } from './cluster-list.js'
import { columnList } from './column-list.js'
import { columnPanel } from './column-panel.js'
import { correlationMap } from './correlation-map.js'
import { featureTiles } from './feature-tiles.js'
import type { FeatureState } from './feature-state.js'
import { pairList } from './pair-list.js'
import { rowsPanel } from '../definitions/rows-panel.js'

/** All that is told of a feature set; `state.start()` draws it once it is in the document. */
export function featurePanels(report: FeatureReport, state: FeatureState, times: TimeText): readonly HTMLElement[] {
  return [
    featureTiles(report),
    element(
      'div',
      { class: 'grid' },
      columnList(report, state),
      columnPanel(report, state),
      correlationMap(report, state),
      element('div', { class: 'stack' }, clusterList(report, state), pairList(report, state)),
      rowsPanel(report.rows, times),
    ),
  ]
}

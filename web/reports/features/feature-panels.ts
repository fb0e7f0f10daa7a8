import type { FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { createElement } from '../dom.js'
import type { TimeFormat } from '../format.js'
import { createClusterList } from './cluster-list.js'
import { createColumnList } from './column-list.js'
import { createColumnPanel } from './column-panel.js'
import { createCorrelationMap } from './correlation-map.js'
import { createFeatureTiles } from './feature-tiles.js'
import type { FeatureState } from './feature-state.js'
import { createPairList } from './pair-list.js'
import { createRowsPanel } from '../definitions/rows-panel.js'

/** All that is told of a feature set; `state.start()` draws it once it is in the document. */
export function createFeaturePanels(
  report: FeatureReport,
  state: FeatureState,
  times: TimeFormat,
): readonly HTMLElement[] {
  return [
    createFeatureTiles(report),
    createElement(
      'div',
      { class: 'grid' },
      createColumnList(report, state),
      createColumnPanel(report, state),
      createCorrelationMap(report, state),
      createElement('div', { class: 'stack' }, createClusterList(report, state), createPairList(report, state)),
      createRowsPanel(report.rows, times),
    ),
  ]
}

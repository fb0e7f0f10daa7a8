import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { element } from '../dom.js'
import type { TimeText } from '../format.js'
import { balanceChart } from './balance-chart.js'
import { ceilingChart } from './ceiling-chart.js'
import { ceilingTable } from './ceiling-table.js'
import { evidenceTable } from './evidence-table.js'
import { rowsPanel } from '../definitions/rows-panel.js'
import { runChart } from './run-chart.js'
import { targetTiles } from './target-tiles.js'
import type { TargetState } from './target-state.js'

/** All that is told of a target; `state.start()` draws it once it is in the document. */
export function targetPanels(report: TargetReport, state: TargetState, times: TimeText): readonly HTMLElement[] {
  const { ceiling } = report
  const evidence = evidenceTable(report, state)
  if (!ceiling) evidence.classList.add('wide')
  return [
    targetTiles(report, state),
    element(
      'div',
      { class: 'grid even' },
      balanceChart(report, state),
      runChart(report, state),
      ceiling && ceilingChart(ceiling, state, times),
      evidence,
      ceiling && ceilingTable(report),
      rowsPanel(report.rows, times),
    ),
  ]
}

import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { createElement } from '../dom.js'
import type { TimeFormat } from '../format.js'
import { createBalanceChart } from './balance-chart.js'
import { createCeilingChart } from './ceiling-chart.js'
import { createCeilingTable } from './ceiling-table.js'
import { createEvidenceTable } from './evidence-table.js'
import { createRowsPanel } from '../definitions/rows-panel.js'
import { createRunChart } from './run-chart.js'
import { createTargetTiles } from './target-tiles.js'
import type { TargetState } from './target-state.js'

/** All that is told of a target; `state.start()` draws it once it is in the document. */
export function createTargetPanels(
  report: TargetReport,
  state: TargetState,
  times: TimeFormat,
): readonly HTMLElement[] {
  const { ceiling } = report
  const evidence = createEvidenceTable(report, state)
  if (!ceiling) evidence.classList.add('wide')
  return [
    createTargetTiles(report, state),
    createElement(
      'div',
      { class: 'grid even' },
      createBalanceChart(report, state),
      createRunChart(report, state),
      ceiling && createCeilingChart(ceiling, state, times),
      evidence,
      ceiling && createCeilingTable(report),
      createRowsPanel(report.rows, times),
    ),
  ]
}

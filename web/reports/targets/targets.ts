import '../report.css'
import '../definitions/definitions.css'
import type { DefinitionReportPage } from '../../../src/assessment/definitions/report-rows.js'
import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { element } from '../dom.js'
import { timeText, formatInteger } from '../format.js'
import { baseSelector, headerFrame } from '../header-frame.js'
import { chartNotice, pageFooter } from '../page-footer.js'
import { readTargetPage } from '../definitions/page-data.js'
import { stateOf } from '../definitions/state.js'
import { targetPanels } from './target-panels.js'
import { crowdingClasses, type TargetSelection, type TargetState } from './target-state.js'

function drawPage(data: DefinitionReportPage<TargetReport>, page: HTMLElement): void {
  const { report, timeZone } = data
  const { ceiling } = report
  const times = timeText(timeZone)
  const state = stateOf<TargetSelection>({ base: undefined, hidden: crowdingClasses(report) })
  page.classList.add('definitions')
  page.append(
    header(report, state),
    ...targetPanels(report, state, times),
    pageFooter(data, times, 'Labels know the future; nobody trades on them.', ceiling && chartNotice()),
  )
  state.start()
}

function header({ definition, bases, rows, simulated }: TargetReport, state: TargetState): HTMLElement {
  const { id, history, horizon, classes } = definition
  const total = rows.reduce((sum, one) => sum + one.rows, 0)
  const facts = [
    bases.length > 6 ? `${bases.length} bases` : bases.join(', '),
    `${formatInteger(total)} rows`,
    `a label reads ${formatInteger(history)} min before and ${formatInteger(horizon)} min after its own`,
    classes.join(', '),
  ]
  const badge = simulated ? element('span', { class: 'badge warn' }, 'simulated market') : undefined
  return headerFrame('Target', id, facts, [badge, baseSelector(bases, (base) => state.change({ base }))])
}

const page = document.getElementById('report')
if (page) drawPage(readTargetPage(), page)

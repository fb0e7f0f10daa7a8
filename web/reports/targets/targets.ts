import '../report.css'
import '../definitions/definitions.css'
import type { DefinitionReportPage } from '../../../src/assessment/definitions/report-rows.js'
import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { createElement } from '../dom.js'
import { createTimeFormat, formatInteger } from '../format.js'
import { createBaseSelect, createHeader } from '../header-frame.js'
import { createChartNotice, createPageFooter } from '../page-footer.js'
import { readTargetPage } from '../definitions/page-data.js'
import { createState } from '../definitions/state.js'
import { createTargetPanels } from './target-panels.js'
import { dominantClasses, type TargetSelection, type TargetState } from './target-state.js'

function drawPage(data: DefinitionReportPage<TargetReport>, page: HTMLElement): void {
  const { report, timeZone } = data
  const { ceiling } = report
  const times = createTimeFormat(timeZone)
  const state = createState<TargetSelection>({ base: undefined, hidden: dominantClasses(report) })
  page.classList.add('definitions')
  page.append(
    createTargetHeader(report, state),
    ...createTargetPanels(report, state, times),
    createPageFooter(data, times, 'Labels know the future; nobody trades on them.', ceiling && createChartNotice()),
  )
  state.start()
}

function createTargetHeader({ definition, bases, rows, simulated }: TargetReport, state: TargetState): HTMLElement {
  const { id, history, horizon, classes } = definition
  const total = rows.reduce((sum, one) => sum + one.rows, 0)
  const facts = [
    bases.length > 6 ? `${bases.length} bases` : bases.join(', '),
    `${formatInteger(total)} rows`,
    `a label reads ${formatInteger(history)} min before and ${formatInteger(horizon)} min after its own`,
    classes.join(', '),
  ]
  const badge = simulated ? createElement('span', { class: 'badge warn' }, 'simulated market') : undefined
  return createHeader('Target', id, facts, [badge, createBaseSelect(bases, (base) => state.change({ base }))])
}

const page = document.getElementById('report')
if (page) drawPage(readTargetPage(), page)

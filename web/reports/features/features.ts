import '../report.css'
import '../definitions/definitions.css'
import type { DefinitionReportPage } from '../../../src/assessment/definitions/report-rows.js'
import type { FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { element } from '../dom.js'
import { timeText, formatInteger } from '../format.js'
import { baseSelector, headerFrame } from '../header-frame.js'
import { pageFooter } from '../page-footer.js'
import { featurePanels } from './feature-panels.js'
import type { FeatureSelection, FeatureState } from './feature-state.js'
import { rankByInformation } from './informative-columns.js'
import { readFeaturePage } from '../definitions/page-data.js'
import { stateOf } from '../definitions/state.js'

function drawPage(data: DefinitionReportPage<FeatureReport>, page: HTMLElement): void {
  const { report, timeZone } = data
  const times = timeText(timeZone)
  const first = rankByInformation(report)
  if (!first) throw new Error('the report has no columns')
  const state = stateOf<FeatureSelection>({ column: first, other: undefined, base: undefined })
  page.classList.add('definitions')
  page.append(
    header(report, state),
    ...featurePanels(report, state, times),
    pageFooter(data, times, 'What a column told in the past it need not tell later.'),
  )
  state.start()
}

function header({ definition, target, bases, rows, simulated }: FeatureReport, state: FeatureState): HTMLElement {
  const total = rows.reduce((sum, one) => sum + one.rows, 0)
  const facts = [
    bases.length > 6 ? `${bases.length} bases` : bases.join(', '),
    `${formatInteger(total)} rows`,
    `reads ${formatInteger(definition.history)} minutes of history`,
    ...(target ? [`beside ${target.id}`] : []),
  ]
  const badge = simulated ? element('span', { class: 'badge warn' }, 'simulated market') : undefined
  const choose = baseSelector(bases, (base) => state.change({ base }))
  return headerFrame('Feature set', definition.id, facts, [badge, choose])
}

const page = document.getElementById('report')
if (page) drawPage(readFeaturePage(), page)

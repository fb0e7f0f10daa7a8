import '../report.css'
import '../definitions/definitions.css'
import type { DefinitionReportPage } from '../../../src/assessment/definitions/report-rows.js'
import type { FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { createElement } from '../dom.js'
import { createTimeFormat, formatInteger } from '../format.js'
import { createBaseSelect, createHeader } from '../header-frame.js'
import { createPageFooter } from '../page-footer.js'
import { createFeaturePanels } from './feature-panels.js'
import type { FeatureSelection, FeatureState } from './feature-state.js'
import { findInformativeColumn } from './informative-column.js'
import { readFeaturePage } from '../definitions/page-data.js'
import { createState } from '../definitions/state.js'

function drawPage(data: DefinitionReportPage<FeatureReport>, page: HTMLElement): void {
  const { report, timeZone } = data
  const times = createTimeFormat(timeZone)
  const first = findInformativeColumn(report)
  if (!first) throw new Error('the report has no columns')
  const state = createState<FeatureSelection>({ column: first, other: undefined, base: undefined })
  page.classList.add('definitions')
  page.append(
    createFeatureHeader(report, state),
    ...createFeaturePanels(report, state, times),
    createPageFooter(data, times, 'What a column told in the past it need not tell later.'),
  )
  state.start()
}

function createFeatureHeader(
  { definition, target, bases, rows, simulated }: FeatureReport,
  state: FeatureState,
): HTMLElement {
  const total = rows.reduce((sum, one) => sum + one.rows, 0)
  const facts = [
    bases.length > 6 ? `${bases.length} bases` : bases.join(', '),
    `${formatInteger(total)} rows`,
    `reads ${formatInteger(definition.history)} minutes of history`,
    ...(target ? [`beside ${target.id}`] : []),
  ]
  const badge = simulated ? createElement('span', { class: 'badge warn' }, 'simulated market') : undefined
  const choose = createBaseSelect(bases, (base) => state.change({ base }))
  return createHeader('Feature set', definition.id, facts, [badge, choose])
}

const page = document.getElementById('report')
if (page) drawPage(readFeaturePage(), page)

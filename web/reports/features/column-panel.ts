import type { ColumnPart, FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { element, panel, scrollArea, setNote } from '../dom.js'
import type { FeatureSelection, FeatureState } from './feature-state.js'
import { figureRows } from './figure-rows.js'
import { histogramChart } from './histogram-chart.js'
import { setLegend } from '../definitions/legend.js'

/** The chosen column: histograms of its sets laid over each other, and the figures of each base and set. */
export function columnPanel(report: FeatureReport, state: FeatureState): HTMLElement {
  const chart = element('div', { class: 'histogram' })
  const table = element('table', { class: 'figures' })
  const scroll = scrollArea('figures of the column', table)
  const section = panel('column', 'Distribution', '', chart, setLegend(report.sets), scroll)
  state.watch((selection) => {
    const shown = shownParts(selection)
    setNote(section, noteOf(selection, shown))
    chart.replaceChildren(histogramChart(report.sets, shown))
    table.replaceChildren(...figureRows(selection.column.parts.filter(isOf(selection))))
  })
  return section
}

/** The histograms that are drawn: of one base, since each has a span of its own. */
function shownParts({ column, base }: FeatureSelection): readonly ColumnPart[] {
  const name = base ?? column.parts[0]?.base
  return column.parts.filter((part) => part.base === name)
}

function isOf({ base }: FeatureSelection): (part: ColumnPart) => boolean {
  return (part) => base === undefined || part.base === base
}

function noteOf({ column, other }: FeatureSelection, shown: readonly ColumnPart[]): string {
  const [part] = shown
  const pair = other ? ` · chosen with ${other.name}` : ''
  return part ? `${column.name} of ${part.base}, share of rows; the outer bars hold all beyond${pair}` : column.name
}

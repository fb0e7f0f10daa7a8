import type { ColumnPart, FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { createElement, createPanel, createScrollArea, setNote } from '../dom.js'
import type { FeatureSelection, FeatureState } from './feature-state.js'
import { createFigureRows } from './figure-rows.js'
import { createHistogram } from './histogram-chart.js'
import { createSetLegend } from '../definitions/legend.js'

/** The chosen column: histograms of its sets laid over each other, and the figures of each base and set. */
export function createColumnPanel(report: FeatureReport, state: FeatureState): HTMLElement {
  const chart = createElement('div', { class: 'histogram' })
  const table = createElement('table', { class: 'figures' })
  const scroll = createScrollArea('figures of the column', table)
  const section = createPanel('column', 'Distribution', '', chart, createSetLegend(report.sets), scroll)
  state.watch((selection) => {
    const parts = visibleParts(selection)
    setNote(section, noteOf(selection, parts))
    chart.replaceChildren(createHistogram(report.sets, parts))
    table.replaceChildren(...createFigureRows(selection.column.parts.filter(isOf(selection))))
  })
  return section
}

/** The histograms that are drawn: of one base, since each has a span of its own. */
function visibleParts({ column, base }: FeatureSelection): readonly ColumnPart[] {
  const name = base ?? column.parts[0]?.base
  return column.parts.filter((part) => part.base === name)
}

function isOf({ base }: FeatureSelection): (part: ColumnPart) => boolean {
  return (part) => base === undefined || part.base === base
}

function noteOf({ column, other }: FeatureSelection, parts: readonly ColumnPart[]): string {
  const [part] = parts
  const pair = other ? ` · chosen with ${other.name}` : ''
  return part ? `${column.name} of ${part.base}, share of rows; the outer bars hold all beyond${pair}` : column.name
}

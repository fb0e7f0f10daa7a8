import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { StoredReport } from '../../src/dashboard/definitions/api.js'
import { createFeaturePanels } from '../reports/features/feature-panels.js'
import type { FeatureSelection } from '../reports/features/feature-state.js'
import { findInformativeColumn } from '../reports/features/informative-column.js'
import { createState } from '../reports/definitions/state.js'
import { createTargetPanels } from '../reports/targets/target-panels.js'
import { dominantClasses, type TargetSelection } from '../reports/targets/target-state.js'
import { createElement } from '../reports/dom.js'
import { createTimeFormat } from '../reports/format.js'
import { createBaseSelect } from '../reports/header-frame.js'
import { clearRepaints, repaintAll } from '../reports/theme.js'
import { timeZone } from '../app/time-format.js'
import { theme } from '../app/theme.js'

type Report = NonNullable<StoredReport['report']>

interface ReportPanelsProps {
  readonly report: Report
  readonly onColumn: (name: string) => void
}

/** The panels of the command line's report, in this page. They draw themselves, once they are in the document. */
export function ReportPanels({ report, onColumn }: ReportPanelsProps) {
  const container = useRef<HTMLDivElement>(null)
  const zone = timeZone.value
  // The same report comes again with every refresh: what the reader chose in it stays.
  const version = JSON.stringify([report.definition, report.rows, report.sets])
  useEffect(() => {
    const place = container.current
    if (!place) return undefined
    const { nodes, start } = createPanels(report, zone, onColumn)
    place.replaceChildren(...nodes)
    start()
    return () => {
      place.replaceChildren()
      clearRepaints()
    }
  }, [version, zone])
  useSignalEffect(() => {
    void theme.value
    repaintAll()
  })
  return <div class="definitions" ref={container} />
}

interface ReportContent {
  readonly nodes: readonly HTMLElement[]
  readonly start: () => void
}

function createPanels(report: Report, zone: string, onColumn: (name: string) => void): ReportContent {
  const times = createTimeFormat(zone)
  if (report.format === 'followupward-targets') {
    const state = createState<TargetSelection>({ base: undefined, hidden: dominantClasses(report) })
    const panels = createTargetPanels(report, state, times)
    return { nodes: withSelector(report.bases, (base) => state.change({ base }), panels), start: () => state.start() }
  }
  const column = findInformativeColumn(report)
  if (!column) return { nodes: [createElement('p', { class: 'note' }, 'the report has no columns')], start: () => {} }
  const state = createState<FeatureSelection>({ column, other: undefined, base: undefined })
  const panels = createFeaturePanels(report, state, times)
  state.watch((now) => onColumn(now.column.name))
  return { nodes: withSelector(report.bases, (base) => state.change({ base }), panels), start: () => state.start() }
}

function withSelector(
  bases: readonly string[],
  choose: (base: string | undefined) => void,
  panels: readonly HTMLElement[],
): readonly HTMLElement[] {
  const select = createBaseSelect(bases, choose)
  return select ? [createElement('div', { class: 'tools' }, select), ...panels] : panels
}

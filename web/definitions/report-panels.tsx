import { useSignalEffect } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { StoredReport } from '../../src/dashboard/definitions/api.js'
import { featurePanels } from '../reports/features/feature-panels.js'
import type { FeatureSelection } from '../reports/features/feature-state.js'
import { rankByInformation } from '../reports/features/informative-columns.js'
import { stateOf } from '../reports/definitions/state.js'
import { targetPanels } from '../reports/targets/target-panels.js'
import { crowdingClasses, type TargetSelection } from '../reports/targets/target-state.js'
import { element } from '../reports/dom.js'
import { timeText } from '../reports/format.js'
import { baseSelector } from '../reports/header-frame.js'
import { forgetRepaints, repaintAll } from '../reports/theme.js'
import { timeZone } from '../app/shown-time.js'
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
    const { nodes, begin } = drawn(report, zone, onColumn)
    place.replaceChildren(...nodes)
    begin()
    return () => {
      place.replaceChildren()
      forgetRepaints()
    }
  }, [version, zone])
  useSignalEffect(() => {
    void theme.value
    repaintAll()
  })
  return <div class="definitions" ref={container} />
}

interface Drawn {
  readonly nodes: readonly HTMLElement[]
  readonly begin: () => void
}

function drawn(report: Report, zone: string, onColumn: (name: string) => void): Drawn {
  const times = timeText(zone)
  if (report.format === 'followupward-targets') {
    const state = stateOf<TargetSelection>({ base: undefined, hidden: crowdingClasses(report) })
    const panels = targetPanels(report, state, times)
    return { nodes: withSelector(report.bases, (base) => state.change({ base }), panels), begin: () => state.start() }
  }
  const column = rankByInformation(report)
  if (!column) return { nodes: [element('p', { class: 'note' }, 'the report has no columns')], begin: () => {} }
  const state = stateOf<FeatureSelection>({ column, other: undefined, base: undefined })
  const panels = featurePanels(report, state, times)
  state.watch((now) => onColumn(now.column.name))
  return { nodes: withSelector(report.bases, (base) => state.change({ base }), panels), begin: () => state.start() }
}

function withSelector(
  bases: readonly string[],
  choose: (base: string | undefined) => void,
  panels: readonly HTMLElement[],
): readonly HTMLElement[] {
  const select = baseSelector(bases, choose)
  return select ? [element('div', { class: 'tools' }, select), ...panels] : panels
}

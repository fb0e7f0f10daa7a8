import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { createElement, createPanel, setNote, createSvgElement } from '../dom.js'
import { formatPercent, formatInteger } from '../format.js'
import { createClassLegend } from './class-legend.js'
import { yAt, createPlot, createPlotLabel, xAt } from '../definitions/plot-frame.js'
import { classStyle, type TargetSelection, type TargetState } from './target-state.js'

/** Rows of each class in one month of one set, over the chosen bases. */
interface Bar {
  readonly month: string
  readonly set: string
  readonly counts: readonly number[]
  readonly rows: number
}

/** Bars that are named at most. */
const MAX_LABELS = 8

/** Shares of the classes by month, one on the other; a month that two sets divide has a bar for each. */
export function createBalanceChart(report: TargetReport, state: TargetState): HTMLElement {
  const chart = createElement('div')
  const section = createPanel('balance', 'Classes by month', '', chart, createClassLegend(report, state))
  state.watch((selection) => {
    const { hidden, base } = selection
    const absent = report.definition.classes.filter((name) => hidden.has(name))
    const without = absent.length > 0 ? ` · ${absent.join(', ')} not drawn` : ''
    setNote(section, `share of the rows${base === undefined ? ', all bases' : ` of ${base}`}${without}`)
    chart.replaceChildren(drawBars(report, computeBars(report, selection), hidden))
  })
  return section
}

function computeBars({ months, definition, sets }: TargetReport, { base }: TargetSelection): Bar[] {
  const names = [...new Set(months.map(({ month }) => month))].sort()
  return names.flatMap((month) =>
    sets.flatMap((set) => {
      const some = months.filter((one) => one.month === month && one.set === set && matchesBase(one.base, base))
      const counts = definition.classes.map((_, i) => some.reduce((sum, one) => sum + (one.counts[i] ?? 0), 0))
      const rows = counts.reduce((sum, count) => sum + count, 0)
      return rows > 0 ? [{ month, set, counts, rows }] : []
    }),
  )
}

function matchesBase(name: string, base: string | undefined): boolean {
  return base === undefined || name === base
}

function drawBars({ definition }: TargetReport, bars: readonly Bar[], hidden: ReadonlySet<string>): SVGElement {
  const isVisible = definition.classes.map((name) => !hidden.has(name))
  const height = ({ counts, rows }: Bar): number =>
    counts.reduce((sum, count, i) => sum + (isVisible[i] ? count : 0), 0) / rows
  const highest = Math.max(1e-9, ...bars.map(height))
  const every = Math.ceil(bars.length / MAX_LABELS)
  return createPlot(
    'share of each class by month',
    highest,
    (share) => formatPercent(share, highest < 0.3 ? 1 : 0),
    ...bars.flatMap((bar, i) => [
      ...createStackedBar(bar, definition.classes, isVisible, highest, [i / bars.length, (i + 1) / bars.length]),
      ...(i % every === 0 ? createBarLabels(bar, (i + 0.5) / bars.length, every === 1) : []),
    ]),
  )
}

function createBarLabels({ month, set }: Bar, place: number, withSet: boolean): SVGElement[] {
  const label = createPlotLabel(place, 'middle', month)
  return withSet && set !== 'all' ? [label, createPlotLabel(place, 'middle', set, 1)] : [label]
}

function createStackedBar(
  { counts, rows, month, set }: Bar,
  classes: readonly string[],
  isVisible: readonly boolean[],
  highest: number,
  [from, to]: readonly [number, number],
): SVGElement[] {
  const gap = 0.12 * (to - from)
  const [x, width] = [xAt(from + gap), xAt(to - gap) - xAt(from + gap)]
  let foot = 0
  const parts = counts.flatMap((count, i) => {
    if (!isVisible[i]) return []
    const share = count / rows
    const [top, bottom] = [yAt((foot + share) / highest), yAt(foot / highest)]
    foot += share
    const title = `${month}, ${set}: ${classes[i] ?? ''} ${formatPercent(share, 2)}, ${formatInteger(count)} of ${formatInteger(rows)} rows`
    return [
      createSvgElement(
        'rect',
        { x, width, y: top, height: Math.max(0, bottom - top), class: classStyle(classes[i] ?? '', i) },
        createSvgElement('title', {}, title),
      ),
    ]
  })
  return parts
}

import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { element, panel, setNote, svgElement } from '../dom.js'
import { plainPercent, formatInteger } from '../format.js'
import { classLegend } from './class-legend.js'
import { heightAt, plotFrame, plotLabel, widthAt } from '../definitions/plot-frame.js'
import { classStyle, type TargetSelection, type TargetState } from './target-state.js'

/** Rows of each class in one month of one set, over the chosen bases. */
interface Bar {
  readonly month: string
  readonly set: string
  readonly counts: readonly number[]
  readonly rows: number
}

/** Bars that are named at most. */
const LABELS = 8

/** Shares of the classes by month, one on the other; a month that two sets divide has a bar for each. */
export function balanceChart(report: TargetReport, state: TargetState): HTMLElement {
  const chart = element('div')
  const section = panel('balance', 'Classes by month', '', chart, classLegend(report, state))
  state.watch((selection) => {
    const { hidden, base } = selection
    const absent = report.definition.classes.filter((name) => hidden.has(name))
    const without = absent.length > 0 ? ` · ${absent.join(', ')} not drawn` : ''
    setNote(section, `share of the rows${base === undefined ? ', all bases' : ` of ${base}`}${without}`)
    chart.replaceChildren(drawBars(report, barsOf(report, selection), hidden))
  })
  return section
}

function barsOf({ months, definition, sets }: TargetReport, { base }: TargetSelection): Bar[] {
  const names = [...new Set(months.map(({ month }) => month))].sort()
  return names.flatMap((month) =>
    sets.flatMap((set) => {
      const some = months.filter((one) => one.month === month && one.set === set && isOf(one.base, base))
      const counts = definition.classes.map((_, i) => some.reduce((sum, one) => sum + (one.counts[i] ?? 0), 0))
      const rows = counts.reduce((sum, count) => sum + count, 0)
      return rows > 0 ? [{ month, set, counts, rows }] : []
    }),
  )
}

function isOf(name: string, base: string | undefined): boolean {
  return base === undefined || name === base
}

function drawBars({ definition }: TargetReport, bars: readonly Bar[], hidden: ReadonlySet<string>): SVGElement {
  const shown = definition.classes.map((name) => !hidden.has(name))
  const height = ({ counts, rows }: Bar): number =>
    counts.reduce((sum, count, i) => sum + (shown[i] ? count : 0), 0) / rows
  const highest = Math.max(1e-9, ...bars.map(height))
  const every = Math.ceil(bars.length / LABELS)
  return plotFrame(
    'share of each class by month',
    highest,
    (share) => plainPercent(share, highest < 0.3 ? 1 : 0),
    ...bars.flatMap((bar, i) => [
      ...stackedBar(bar, definition.classes, shown, highest, [i / bars.length, (i + 1) / bars.length]),
      ...(i % every === 0 ? barLabels(bar, (i + 0.5) / bars.length, every === 1) : []),
    ]),
  )
}

function barLabels({ month, set }: Bar, place: number, withSet: boolean): SVGElement[] {
  const label = plotLabel(place, 'middle', month)
  return withSet && set !== 'all' ? [label, plotLabel(place, 'middle', set, 1)] : [label]
}

function stackedBar(
  { counts, rows, month, set }: Bar,
  classes: readonly string[],
  shown: readonly boolean[],
  highest: number,
  [from, to]: readonly [number, number],
): SVGElement[] {
  const gap = 0.12 * (to - from)
  const [x, width] = [widthAt(from + gap), widthAt(to - gap) - widthAt(from + gap)]
  let foot = 0
  const parts = counts.flatMap((count, i) => {
    if (!shown[i]) return []
    const share = count / rows
    const [top, bottom] = [heightAt((foot + share) / highest), heightAt(foot / highest)]
    foot += share
    const title = `${month}, ${set}: ${classes[i] ?? ''} ${plainPercent(share, 2)}, ${formatInteger(count)} of ${formatInteger(rows)} rows`
    return [
      svgElement(
        'rect',
        { x, width, y: top, height: Math.max(0, bottom - top), class: classStyle(classes[i] ?? '', i) },
        svgElement('title', {}, title),
      ),
    ]
  })
  return parts
}

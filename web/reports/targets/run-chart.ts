import type { TargetReport } from '../../../src/assessment/definitions/target-report.js'
import { createElement, createPanel, createSvgElement } from '../dom.js'
import { formatPercent, formatDuration, formatInteger } from '../format.js'
import { createClassLegend } from './class-legend.js'
import { yAt, createPlot, createPlotLabel, xAt } from '../definitions/plot-frame.js'
import { classStyle, totalsOf, type TargetSelection, type TargetState } from './target-state.js'

/** How long the runs of one label are: the share of each class's runs by their length, in doubling steps. */
export function createRunChart(report: TargetReport, state: TargetState): HTMLElement {
  const chart = createElement('div')
  state.watch((selection) => chart.replaceChildren(drawRuns(report, selection)))
  const note = 'runs of one label, by their minutes; share of each class’s runs'
  return createPanel('runs', 'Run lengths', note, chart, createClassLegend(report, state))
}

function drawRuns(report: TargetReport, { base, hidden }: TargetSelection): SVGElement {
  const { classes } = report.definition
  const runs = classes.map((_, i) => lengthsOf(report, base, i))
  const visible = classes.flatMap((name, i) => (hidden.has(name) ? [] : [i]))
  const bins = Math.max(1, ...visible.map((i) => runs[i]?.length ?? 0))
  const shares = runs.map((lengths) => {
    const total = lengths.reduce((sum, count) => sum + count, 0)
    return lengths.map((count) => count / Math.max(1, total))
  })
  const highest = Math.max(1e-9, ...visible.flatMap((i) => shares[i] ?? []))
  const bars = visible.flatMap((label, place) =>
    (shares[label] ?? []).map((share, bin) => {
      const width = 0.84 / visible.length
      const [x, end] = [bin + 0.08 + place * width, bin + 0.08 + (place + 1) * width].map((at) => xAt(at / bins))
      const top = yAt(share / highest)
      const count = runs[label]?.[bin] ?? 0
      return createSvgElement(
        'rect',
        {
          x: x ?? 0,
          width: Math.max(0.5, (end ?? 0) - (x ?? 0) - 1),
          y: top,
          height: yAt(0) - top,
          class: classStyle(classes[label] ?? '', label),
        },
        createSvgElement(
          'title',
          {},
          `${classes[label] ?? ''}, ${describeBin(bin)}: ${formatInteger(count)} runs, ${formatPercent(share, 1)}`,
        ),
      )
    }),
  )
  const labels = Array.from({ length: bins }, (_, bin) => createPlotLabel((bin + 0.5) / bins, 'middle', formatBin(bin)))
  return createPlot('run lengths of each class', highest, (share) => formatPercent(share), ...bars, ...labels)
}

/** Runs by length, over all sets. */
function lengthsOf(report: TargetReport, base: string | undefined, label: number): number[] {
  const lists = totalsOf(report, base).map(({ runs }) => runs[label]?.lengths ?? [])
  const bins = Math.max(0, ...lists.map((list) => list.length))
  return Array.from({ length: bins }, (_, bin) => lists.reduce((sum, list) => sum + (list[bin] ?? 0), 0))
}

function describeBin(bin: number): string {
  return bin === 0 ? '1 min' : `${formatDuration(2 ** bin)} to ${formatDuration(2 ** (bin + 1) - 1)}`
}

/** The minutes of a bin, `2–3`; of long runs the least in their largest unit, rounded: `from 17 h`. */
function formatBin(bin: number): string {
  const minutes = 2 ** bin
  if (minutes === 1) return '1'
  if (minutes < 60) return `${minutes}–${2 * minutes - 1}`
  return `from ${minutes < 1440 ? `${Math.round(minutes / 60)} h` : `${Math.round(minutes / 1440)} d`}`
}

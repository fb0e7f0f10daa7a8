import type { ColumnPart } from '../../../src/assessment/definitions/feature-report.js'
import { createSvgElement } from '../dom.js'
import { formatPercent } from '../format.js'
import { formatFigure } from './figure-text.js'
import { yAt, createPlot, createPlotLabel, xAt } from '../definitions/plot-frame.js'

/** The histograms of one column's sets over each other, as shares of each set's rows. */
export function createHistogram(sets: readonly string[], parts: readonly ColumnPart[]): SVGElement {
  const visible = sets.flatMap((set) => parts.filter((part) => part.set === set))
  const shares = visible.map(sharesOf)
  const highest = Math.max(1e-9, ...shares.flat())
  const [low, high] = visible[0]?.span ?? [0, 1]
  return createPlot(
    `histogram of ${visible.map(({ set }) => set).join(', ')}`,
    highest,
    (share) => formatPercent(share, 1),
    ...[0, 0.25, 0.5, 0.75, 1].map((part) => {
      const anchor = part === 0 ? 'start' : part === 1 ? 'end' : 'middle'
      return createPlotLabel(part, anchor, formatFigure(low + part * (high - low)))
    }),
    ...visible.map((part, i) => createStepPath(shares[i] ?? [], highest, part.set)),
  )
}

function sharesOf({ histogram }: ColumnPart): number[] {
  const rows = Math.max(
    1,
    histogram.reduce((sum, count) => sum + count, 0),
  )
  return histogram.map((count) => count / rows)
}

/** A filled outline, so that what lies behind shows through. */
function createStepPath(shares: readonly number[], highest: number, set: string): SVGElement {
  const count = Math.max(1, shares.length)
  const steps = shares.map((share, i) => {
    const y = yAt(share / highest).toFixed(1)
    return `L${xAt(i / count).toFixed(1)},${y}H${xAt((i + 1) / count).toFixed(1)}`
  })
  const foot = yAt(0)
  return createSvgElement('path', {
    d: `M${xAt(0)},${foot}${steps.join('')}L${xAt(1)},${foot}`,
    class: `step set-${set}`,
  })
}

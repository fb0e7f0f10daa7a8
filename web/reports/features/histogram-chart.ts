import type { ColumnPart } from '../../../src/assessment/definitions/feature-report.js'
import { svgElement } from '../dom.js'
import { plainPercent } from '../format.js'
import { figureText } from './figure-text.js'
import { heightAt, plotFrame, plotLabel, widthAt } from '../definitions/plot-frame.js'

/** The histograms of one column's sets over each other, as shares of each set's rows. */
export function histogramChart(sets: readonly string[], parts: readonly ColumnPart[]): SVGElement {
  const drawn = sets.flatMap((set) => parts.filter((part) => part.set === set))
  const shares = drawn.map(sharesOf)
  const highest = Math.max(1e-9, ...shares.flat())
  const [low, high] = drawn[0]?.span ?? [0, 1]
  return plotFrame(
    `histogram of ${drawn.map(({ set }) => set).join(', ')}`,
    highest,
    (share) => plainPercent(share, 1),
    ...[0, 0.25, 0.5, 0.75, 1].map((part) => {
      const anchor = part === 0 ? 'start' : part === 1 ? 'end' : 'middle'
      return plotLabel(part, anchor, figureText(low + part * (high - low)))
    }),
    ...drawn.map((part, i) => stepPath(shares[i] ?? [], highest, part.set)),
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
function stepPath(shares: readonly number[], highest: number, set: string): SVGElement {
  const count = Math.max(1, shares.length)
  const steps = shares.map((share, i) => {
    const y = heightAt(share / highest).toFixed(1)
    return `L${widthAt(i / count).toFixed(1)},${y}H${widthAt((i + 1) / count).toFixed(1)}`
  })
  const foot = heightAt(0)
  return svgElement('path', {
    d: `M${widthAt(0)},${foot}${steps.join('')}L${widthAt(1)},${foot}`,
    class: `step set-${set}`,
  })
}

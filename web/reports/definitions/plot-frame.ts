import { createSvgElement } from '../dom.js'

/** Size of a plot in its own units, and the room around what is drawn. */
export const PLOT = { width: 760, height: 250, left: 54, right: 10, top: 10, bottom: 34 } as const

/** Place of a share of the plot's height, 0 at its foot and 1 at its top. */
export function yAt(share: number): number {
  return PLOT.top + (1 - share) * (PLOT.height - PLOT.top - PLOT.bottom)
}

/** Place of a share of the plot's width. */
export function xAt(share: number): number {
  return PLOT.left + share * (PLOT.width - PLOT.left - PLOT.right)
}

/** A plot with lines at its foot, middle and top, and their values beside them. */
export function createPlot(
  label: string,
  highest: number,
  format: (value: number) => string,
  ...drawn: readonly SVGElement[]
): SVGElement {
  return createSvgElement(
    'svg',
    { viewBox: `0 0 ${PLOT.width} ${PLOT.height}`, class: 'plot', role: 'img', 'aria-label': label },
    ...[0, 0.5, 1].flatMap((share) => [
      createSvgElement('line', {
        x1: PLOT.left,
        x2: PLOT.width - PLOT.right,
        y1: yAt(share),
        y2: yAt(share),
        class: 'gridline',
      }),
      createSvgElement('text', { x: PLOT.left - 6, y: yAt(share) + 4, 'text-anchor': 'end' }, format(share * highest)),
    ]),
    ...drawn,
  )
}

/** A text under the plot, in the first or the second line. */
export function createPlotLabel(share: number, anchor: 'start' | 'middle' | 'end', text: string, line = 0): SVGElement {
  return createSvgElement('text', { x: xAt(share), y: PLOT.height - 19 + 14 * line, 'text-anchor': anchor }, text)
}

import type { IPrimitivePaneRenderer, ISeriesPrimitive, SeriesAttachedParameter } from 'lightweight-charts'
import type { LineView } from '../../../src/dashboard/market/api.js'
import type { BarGrid } from '../../charts/chart-bars.js'
import { coordinatesOf } from './coordinates.js'

/** Straight lines through closes, at their very minutes and on the scale of the candles, per cent or not. */
export interface RegressionLines extends ISeriesPrimitive {
  show(grid: BarGrid, lines: readonly LineView[], colors: readonly string[]): void
  clear(): void
}

const WIDTH = 2
const FONT = '10px sans-serif'
/** Pixels that a line must be long to have its title written. */
const MIN_TITLED_LENGTH = 24

export function createRegressionLines(): RegressionLines {
  let attached: SeriesAttachedParameter | undefined
  let scene: Parameters<RegressionLines['show']> | undefined
  const renderer: IPrimitivePaneRenderer = {
    draw: (target) => {
      if (!attached || !scene) return
      const { series } = attached
      const [grid, lines, colors] = scene
      const { middleOf } = coordinatesOf(grid, attached.chart)
      target.useMediaCoordinateSpace(({ context }) => {
        context.lineWidth = WIDTH
        context.font = FONT
        lines.forEach(({ title, from, to, start, end }, i) => {
          const [first, last] = [series.priceToCoordinate(start), series.priceToCoordinate(end)]
          if (first === null || last === null) return
          const color = colors[i % colors.length] ?? 'gray'
          context.strokeStyle = color
          context.fillStyle = color
          context.beginPath()
          context.moveTo(middleOf(from), first)
          context.lineTo(middleOf(to), last)
          context.stroke()
          if (middleOf(to) - middleOf(from) > MIN_TITLED_LENGTH) context.fillText(title, middleOf(from) + 2, first - 5)
        })
      })
    },
  }
  return {
    attached: (parameter) => {
      attached = parameter
    },
    detached: () => {
      attached = undefined
    },
    paneViews: () => [{ zOrder: () => 'top', renderer: () => renderer }],
    show: (...next) => {
      scene = next
      attached?.requestUpdate()
    },
    clear: () => {
      scene = undefined
      attached?.requestUpdate()
    },
  }
}

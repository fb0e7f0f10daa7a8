import type { IPrimitivePaneRenderer, ISeriesPrimitive, SeriesAttachedParameter } from 'lightweight-charts'
import type { LineView } from '../../../src/server/api/market.js'
import type { BarGrid } from './chart-bars.js'
import { placesOf } from './places.js'

/** Straight lines through closes, at their very minutes and on the scale of the candles, per cent or not. */
export interface RegressionLines extends ISeriesPrimitive {
  show(grid: BarGrid, lines: readonly LineView[], colors: readonly string[]): void
}

const WIDTH = 2

export function regressionLines(): RegressionLines {
  let attached: SeriesAttachedParameter | undefined
  let scene: Parameters<RegressionLines['show']> | undefined
  const renderer: IPrimitivePaneRenderer = {
    draw: (target) => {
      if (!attached || !scene) return
      const { series } = attached
      const [grid, lines, colors] = scene
      const { middleOf } = placesOf(grid, attached.chart)
      target.useMediaCoordinateSpace(({ context }) => {
        context.lineWidth = WIDTH
        lines.forEach(({ from, to, start, end }, i) => {
          const [first, last] = [series.priceToCoordinate(start), series.priceToCoordinate(end)]
          if (first === null || last === null) return
          context.strokeStyle = colors[i % colors.length] ?? 'gray'
          context.beginPath()
          context.moveTo(middleOf(from), first)
          context.lineTo(middleOf(to), last)
          context.stroke()
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
  }
}

import type { IPrimitivePaneRenderer, ISeriesPrimitive, SeriesAttachedParameter } from 'lightweight-charts'
import type { Span } from '../../../src/dashboard/market/api.js'
import type { BarGrid } from '../../charts/chart-bars.js'
import { coordinatesOf } from './coordinates.js'

/** A strip of colour for each bar, along the lower edge; `strength` is 0 … 1. */
export interface LabelStrip {
  readonly color: string
  readonly strength: Float64Array
}

/** A moment that is ticked at the upper edge. */
export interface Tick {
  readonly time: number
  readonly color: string
}

/** What lies behind the candles. */
export interface BackdropScene {
  readonly grid: BarGrid
  /** Candles that are missing. */
  readonly gaps: readonly Span[]
  readonly gapColor: string
  readonly labels: readonly LabelStrip[]
  readonly ticks: readonly Tick[]
  /** What the next finer chart shows, and the focus. */
  readonly window: Span | undefined
  readonly windowColor: string
  readonly focus: number | undefined
  readonly focusColor: string
}

export interface Backdrop extends ISeriesPrimitive {
  show(scene: BackdropScene): void
  clear(): void
}

/** Height of a strip of labels in CSS pixels. */
const STRIP = 5
const TICK = { width: 2, height: 8 }
/** A gap is to be seen however small. */
const MIN_GAP_WIDTH = 1.5

type Target = Parameters<IPrimitivePaneRenderer['draw']>[0]

/** Draws gaps, labels, the window of the finer chart and the focus behind the candles of a series. */
export function createBackdrop(): Backdrop {
  let scene: BackdropScene | undefined
  let attached: SeriesAttachedParameter | undefined
  const renderer: IPrimitivePaneRenderer = {
    draw: (target) => {
      if (scene && attached) draw(target, scene, coordinatesOf(scene.grid, attached.chart).edgeOf)
    },
  }
  return {
    attached: (parameter) => {
      attached = parameter
    },
    detached: () => {
      attached = undefined
    },
    paneViews: () => [{ zOrder: () => 'bottom', renderer: () => renderer }],
    show: (next) => {
      scene = next
      attached?.requestUpdate()
    },
    clear: () => {
      scene = undefined
      attached?.requestUpdate()
    },
  }
}

function draw(target: Target, scene: BackdropScene, place: (time: number) => number): void {
  target.useMediaCoordinateSpace(({ context, mediaSize }) => {
    const { width, height } = mediaSize
    const fill = (span: Span, color: string, minWidth: number, top = 0, high = height): void => {
      const left = place(span.from)
      const right = Math.max(place(span.to), left + minWidth)
      if (!(right > 0 && left < width)) return
      context.fillStyle = color
      context.fillRect(left, top, right - left, high)
    }
    if (scene.window) fill(scene.window, scene.windowColor, 2)
    for (const gap of scene.gaps) fill(gap, scene.gapColor, MIN_GAP_WIDTH)
    drawLabels(context, scene, fill, height)
    for (const { time, color } of scene.ticks) fill({ from: time, to: time }, color, TICK.width, 0, TICK.height)
    if (scene.focus !== undefined) drawFocus(context, place(scene.focus), height, scene.focusColor)
  })
}

type Fill = (span: Span, color: string, minWidth: number, top?: number, high?: number) => void

function drawLabels(
  context: CanvasRenderingContext2D,
  { grid, labels }: BackdropScene,
  fill: Fill,
  height: number,
): void {
  labels.forEach(({ color, strength }, index) => {
    const top = height - STRIP * (index + 1)
    strength.forEach((share, row) => {
      if (!(share > 0)) return
      context.globalAlpha = 0.35 + 0.65 * Math.min(1, share)
      const from = grid.first + row * grid.interval
      fill({ from, to: from + grid.interval }, color, 0.5, top, STRIP - 1)
    })
    context.globalAlpha = 1
  })
}

function drawFocus(context: CanvasRenderingContext2D, x: number, height: number, color: string): void {
  context.strokeStyle = color
  context.lineWidth = 1
  context.setLineDash([4, 3])
  context.beginPath()
  context.moveTo(x, 0)
  context.lineTo(x, height)
  context.stroke()
  context.setLineDash([])
}

import type { IChartApi, LogicalRange, MouseEventParams } from 'lightweight-charts'
import type { LineView, SignalMark, Span } from '../../../src/dashboard/market/api.js'
import type { ChartColors } from '../../charts/chart-theme.js'
import type { LabelStrip } from './backdrop.js'
import {
  barAt,
  gridEnd,
  type BarGrid,
  type ChartBars,
  type FeatureBars,
  type ScoreBars,
} from '../../charts/chart-bars.js'
import { toChartTime, toLogical } from '../../charts/chart-time.js'
import { withOpacity, createTimeChart, paintChart } from '../../charts/time-chart.js'
import { createPaneDrawer, type PaneDrawer } from './pane-part.js'
import { MAX_ARROWS, addPricePart, type OtherBars, type PricePart } from './price-part.js'
import { overlaps } from './view-window.js'

/** Everything that a chart shows over its bars. */
export interface ChartScene {
  readonly bars: ChartBars
  readonly others: readonly OtherBars[]
  readonly lines: readonly LineView[]
  readonly labels: readonly LabelStrip[]
  readonly signals: readonly SignalMark[]
  readonly scores: ScoreBars | undefined
  readonly features: readonly FeatureBars[]
  /** What the next finer chart shows. */
  readonly window: Span | undefined
  readonly focus: number | undefined
}

/** What the user does with a chart; times are epoch ms. */
export interface ChartEvents {
  /** Turned to by hand. */
  readonly onVisibleRangeChange: (visible: Span) => void
  readonly onClick: (time: number) => void
  /** The bar under the pointer; undefined where there is none any more. */
  readonly onHover: (time: number | undefined) => void
}

/** One chart of the market page. */
export interface MarketChart {
  /** Shows a scene in a range, else in the range that is visible. Bars that have nothing of the range are not shown. */
  show(scene: ChartScene, colors: ChartColors, range?: Span): void
  /** Takes everything off the chart until a scene is shown again. */
  clear(): void
  paint(colors: ChartColors): void
  setVisibleRange(range: Span): void
  /** Sets the range as the reader does with a key, and reports it. */
  turnTo(range: Span): void
  /** Puts the crosshair at a time, or takes it away. */
  hover(time: number | undefined): void
  visibleRange(): Span | undefined
  width(): number
  remove(): void
}

export function createMarketChart(container: HTMLElement, events: ChartEvents): MarketChart {
  const chart = createTimeChart(container)
  showAxes(chart, false)
  const price = addPricePart(chart)
  const panes = createPaneDrawer(chart)
  const input = trackInput(container)
  let bars: ChartBars | undefined

  const clear = (): void => {
    bars = undefined
    price.clear()
    panes.clear()
    chart.clearCrosshairPosition()
    showAxes(chart, false)
  }
  const setVisibleRange = (range: Span): void => {
    if (!bars) return
    if (overlaps(range, spanOf(bars))) chart.timeScale().setVisibleLogicalRange(logicalSpan(bars, range))
    else clear()
  }
  const visibleRange = (): Span | undefined => {
    const range = chart.timeScale().getVisibleLogicalRange()
    return range && bars ? timeSpan(bars, range) : undefined
  }
  const paint = (colors: ChartColors): void => {
    paintChart(chart, colors)
    price.paint(colors)
  }
  subscribeEvents(chart, events, input, () => bars)
  return {
    show: (scene, colors, range) => {
      if (range && !overlaps(range, spanOf(scene.bars))) return clear()
      const target = range ?? visibleRange()
      if (range) input.reset()
      if (scene.bars !== bars) {
        bars = scene.bars
        price.setBars(bars)
        if (target) setVisibleRange(target)
      } else if (range) setVisibleRange(range)
      paint(colors)
      showAxes(chart, true)
      drawScene(price, panes, scene, colors)
    },
    clear,
    paint,
    setVisibleRange: (range) => {
      input.reset()
      setVisibleRange(range)
    },
    turnTo: (range) => {
      input.mark()
      setVisibleRange(range)
    },
    visibleRange,
    hover: (time) => {
      const close = bars && time !== undefined ? bars.close[barAt(bars, time)] : undefined
      if (!bars || time === undefined || close === undefined || Number.isNaN(close))
        return chart.clearCrosshairPosition()
      const at = toChartTime(bars.first + barAt(bars, time) * bars.interval)
      chart.setCrosshairPosition(close, at, price.candles)
    },
    width: () => container.clientWidth,
    remove: () => chart.remove(),
  }
}

/** An empty chart has no prices to be read; it would go on showing those of before. Its axis keeps its room. */
function showAxes(chart: IChartApi, visible: boolean): void {
  const { textColor } = chart.options().layout
  chart.priceScale('right').applyOptions({ textColor: visible ? textColor : 'transparent' })
  chart.applyOptions({ grid: { horzLines: { visible }, vertLines: { visible } } })
}

function drawScene(price: PricePart, panes: PaneDrawer, scene: ChartScene, colors: ChartColors): void {
  const { bars, signals } = scene
  price.setOthers(bars, scene.others)
  price.setLines(bars, scene.lines, colors)
  const isCrowded = signals.length > MAX_ARROWS
  price.setSignals(bars, isCrowded ? [] : signals, colors)
  panes.show({ grid: bars, scores: scene.scores, features: scene.features }, colors)
  price.backdrop.show({
    grid: bars,
    gaps: bars.gaps,
    gapColor: withOpacity(colors.shade, 0.75),
    labels: scene.labels,
    ticks: isCrowded ? signals.map(({ time, kind }) => ({ time, color: colors[kind] })) : [],
    window: scene.window,
    windowColor: withOpacity(colors.accent, 0.14),
    focus: scene.focus,
    focusColor: colors.accent,
  })
}

function subscribeEvents(
  chart: IChartApi,
  events: ChartEvents,
  input: InputTracker,
  current: () => ChartBars | undefined,
): void {
  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    // The chart reports what it is told, and what it shows on the way there, as well as what the reader does.
    const bars = current()
    if (range && bars && input.isActive()) events.onVisibleRangeChange(timeSpan(bars, range))
  })
  chart.subscribeClick((parameter) => {
    const bars = current()
    const time = bars && timeAtPointer(chart, bars, parameter)
    if (time !== undefined) events.onClick(time)
  })
  chart.subscribeCrosshairMove((parameter) => {
    // A crosshair that was put there has no pointer behind it.
    const bars = current()
    if (parameter.sourceEvent || !parameter.point) events.onHover(bars && timeAtPointer(chart, bars, parameter))
  })
}

/** A turn by wheel, pointer or key goes on for this long, ms. */
const INPUT_TIMEOUT = 1500
/** Pixels that a pressed pointer moves before it drags: less is a click. */
const DRAG_DISTANCE = 5

/** Knows whether the reader is turning a chart by hand. */
interface InputTracker {
  isActive(): boolean
  mark(): void
  reset(): void
}

function trackInput(element: HTMLElement): InputTracker {
  let last = Number.NEGATIVE_INFINITY
  let pressedAt = { x: 0, y: 0 }
  const mark = (): void => {
    last = performance.now()
  }
  const listen = (kind: 'wheel' | 'touchmove' | 'pointerdown' | 'pointermove', react: (event: Event) => void): void =>
    element.addEventListener(kind, react, { passive: true, capture: true })
  listen('wheel', mark)
  listen('touchmove', mark)
  listen('pointerdown', (event) => {
    if (event instanceof PointerEvent) pressedAt = { x: event.clientX, y: event.clientY }
  })
  listen('pointermove', (event) => {
    if (!(event instanceof PointerEvent) || event.buttons === 0) return
    if (Math.hypot(event.clientX - pressedAt.x, event.clientY - pressedAt.y) >= DRAG_DISTANCE) mark()
  })
  return {
    isActive: () => performance.now() - last < INPUT_TIMEOUT,
    mark,
    reset: () => {
      last = Number.NEGATIVE_INFINITY
    },
  }
}

/** A range of the chart counts whole bars, both ends inside. */
function logicalSpan({ first, interval }: BarGrid, { from, to }: Span): LogicalRange {
  const start = (from - first) / interval
  return { from: toLogical(start), to: toLogical(Math.max(start, (to - first) / interval - 1)) }
}

function spanOf(bars: BarGrid): Span {
  return { from: bars.first, to: gridEnd(bars) }
}

function timeSpan({ first, interval }: BarGrid, { from, to }: LogicalRange): Span {
  return { from: first + from * interval, to: first + (to + 1) * interval }
}

/** The time under the pointer, between the edges of its bar. */
function timeAtPointer(
  chart: IChartApi,
  { first, interval }: BarGrid,
  { logical, point }: MouseEventParams,
): number | undefined {
  if (logical === undefined || !point) return undefined
  const scale = chart.timeScale()
  const centre = scale.logicalToCoordinate(logical) ?? point.x
  const inside = Math.max(-0.5, Math.min(0.499, (point.x - centre) / scale.options().barSpacing))
  return first + (logical + 0.5 + inside) * interval
}

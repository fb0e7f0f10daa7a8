import type { IChartApi, LogicalRange, MouseEventParams } from 'lightweight-charts'
import type { LineView, SignalMark, Span } from '../../../src/dashboard/market/api.js'
import type { ChartColors } from '../../charts/chart-theme.js'
import type { LabelStrip } from './backdrop.js'
import { barAt, type BarGrid, type ChartBars, type FeatureBars, type ScoreBars } from '../../charts/chart-bars.js'
import { toChartTime, toLogical } from '../../charts/chart-time.js'
import { withOpacity, createTimeChart, paintChart } from '../../charts/time-chart.js'
import { createPaneDrawer } from './pane-part.js'
import { MAX_ARROWS, addPricePart, type OtherBars } from './price-part.js'

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
  /** Shows a scene; the view turns to `visible`, or stays where it is. */
  show(scene: ChartScene, colors: ChartColors, visibleRange?: Span): void
  setVisibleRange(range: Span): void
  /** Puts the cross at a time, or takes it away. */
  hover(time: number | undefined): void
  visibleRange(): Span | undefined
  width(): number
  remove(): void
}

export function createMarketChart(container: HTMLElement, events: ChartEvents): MarketChart {
  const chart = createTimeChart(container)
  const price = addPricePart(chart)
  const drawPanes = createPaneDrawer(chart)
  let bars: ChartBars | undefined

  const setVisibleRange = (span: Span): void => {
    if (bars) chart.timeScale().setVisibleLogicalRange(logicalSpan(bars, span))
  }
  const visibleRange = (): Span | undefined => {
    const range = chart.timeScale().getVisibleLogicalRange()
    return range && bars ? timeSpan(bars, range) : undefined
  }
  const isUserInput = trackInput(container)
  chart.timeScale().subscribeVisibleLogicalRangeChange((range) => {
    // The chart reports what it is told, and what it shows on the way there, as well as what the reader does.
    if (range && bars && isUserInput()) events.onVisibleRangeChange(timeSpan(bars, range))
  })
  chart.subscribeClick((parameter) => {
    const time = bars && timeAtPointer(chart, bars, parameter)
    if (time !== undefined) events.onClick(time)
  })
  chart.subscribeCrosshairMove((parameter) => {
    // A cross that was put there has no pointer behind it.
    if (parameter.sourceEvent || !parameter.point) events.onHover(bars && timeAtPointer(chart, bars, parameter))
  })
  return {
    show: (scene, colors, initial) => {
      const range = initial ?? visibleRange()
      if (scene.bars !== bars) {
        bars = scene.bars
        price.setBars(bars)
        if (range) setVisibleRange(range)
      } else if (initial) setVisibleRange(initial)
      paintChart(chart, colors)
      price.paint(colors)
      price.setOthers(bars, scene.others)
      price.setLines(bars, scene.lines, colors)
      const crowded = scene.signals.length > MAX_ARROWS
      price.setSignals(bars, crowded ? [] : scene.signals, colors)
      drawPanes({ grid: bars, scores: scene.scores, features: scene.features }, colors)
      price.backdrop.show({
        grid: bars,
        gaps: bars.gaps,
        gapColor: withOpacity(colors.shade, 0.75),
        labels: scene.labels,
        ticks: crowded ? scene.signals.map(({ time, kind }) => ({ time, color: colors[kind] })) : [],
        window: scene.window,
        windowColor: withOpacity(colors.accent, 0.14),
        focus: scene.focus,
        focusColor: colors.accent,
      })
    },
    setVisibleRange,
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

/** A turn by wheel, pointer or key goes on for this long, ms. */
const INPUT_TIMEOUT = 1500

/** Tells whether the reader has his hands on an element. */
function trackInput(element: HTMLElement): () => boolean {
  let last = Number.NEGATIVE_INFINITY
  const touch = (event: Event): void => {
    if (!(event instanceof PointerEvent) || event.type !== 'pointermove' || event.buttons > 0) last = event.timeStamp
  }
  for (const kind of ['wheel', 'pointerdown', 'pointermove', 'touchmove', 'keydown']) {
    element.addEventListener(kind, touch, { passive: true, capture: true })
  }
  return () => performance.now() - last < INPUT_TIMEOUT
}

/** A range of the chart counts whole bars, both ends inside. */
function logicalSpan({ first, interval }: BarGrid, { from, to }: Span): LogicalRange {
  return { from: toLogical((from - first) / interval), to: toLogical((to - first) / interval - 1) }
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

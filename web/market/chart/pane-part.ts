import {
  LineStyle,
  PriceScaleMode,
  createTextWatermark,
  type IChartApi,
  type IPaneApi,
  type Time,
} from 'lightweight-charts'
import type { ChartColors } from '../../charts/chart-theme.js'
import type { BarGrid, FeatureBars, ScoreBars } from '../../charts/chart-bars.js'
import { toChartTime } from '../../charts/chart-time.js'
import { withOpacity } from '../../charts/time-chart.js'
import { createRangeLine, type RangePoint } from './range-line.js'

/** What stands below the candles. */
export interface PaneScene {
  readonly grid: BarGrid
  readonly scores: ScoreBars | undefined
  readonly features: readonly FeatureBars[]
}

/** Height of the candles, as so many times that of a pane. */
const CANDLE_SHARE = 3
/** Candles may be per cent; there is room for a title above. */
const SCALE = { mode: PriceScaleMode.Normal, scaleMargins: { top: 0.26, bottom: 0.06 } }

export interface PaneDrawer {
  /** Draws a scene in the place of the one before. */
  show(scene: PaneScene, colors: ChartColors): void
  clear(): void
}

/** Draws scores and features into panes of their own below the candles. */
export function createPaneDrawer(chart: IChartApi): PaneDrawer {
  let removers: (() => void)[] = []
  const clear = (): void => {
    for (const remove of removers.toReversed()) remove()
    removers = []
  }
  const show = (scene: PaneScene, colors: ChartColors): void => {
    clear()
    if (scene.scores) removers.push(drawScores(chart, scene.grid, scene.scores, colors))
    for (const feature of scene.features) removers.push(drawFeature(chart, scene.grid, feature, colors))
    const [candles, ...panes] = chart.panes()
    candles?.setStretchFactor(CANDLE_SHARE)
    for (const pane of panes) pane.setStretchFactor(1)
  }
  return { show, clear }
}

function drawScores(chart: IChartApi, grid: BarGrid, scores: ScoreBars, colors: ChartColors): () => void {
  const pane = chart.addPane()
  const series = (['sell', 'buy'] as const).map((kind) => {
    const line = chart.addCustomSeries(
      createRangeLine(),
      {
        lineColor: colors[kind],
        areaColor: 'transparent',
        priceLineVisible: false,
        lastValueVisible: false,
        priceFormat: { type: 'price', precision: 2, minMove: 0.01 },
        autoscaleInfoProvider: () => ({ priceRange: { minValue: 0, maxValue: 1 } }),
      },
      pane.paneIndex(),
    )
    line.priceScale().applyOptions(SCALE)
    line.setData(rangeData(grid, { low: scores[kind], high: scores[kind], last: scores[kind] }))
    line.createPriceLine({
      price: scores.thresholds[kind],
      color: colors[kind],
      lineWidth: 1,
      lineStyle: LineStyle.Dashed,
      axisLabelVisible: false,
    })
    return line
  })
  addTitle(pane, 'scores: buy, sell', colors)
  return () => {
    for (const line of series) chart.removeSeries(line)
    removePane(chart, pane)
  }
}

function drawFeature(chart: IChartApi, grid: BarGrid, feature: FeatureBars, colors: ChartColors): () => void {
  const pane = chart.addPane()
  const digits = digitsFor(feature)
  const series = chart.addCustomSeries(
    createRangeLine(),
    {
      lineColor: colors.accent,
      areaColor: withOpacity(colors.accent, 0.25),
      priceLineVisible: false,
      lastValueVisible: false,
      priceFormat: { type: 'price', precision: digits, minMove: 10 ** -digits },
    },
    pane.paneIndex(),
  )
  series.priceScale().applyOptions(SCALE)
  series.setData(rangeData(grid, feature))
  addTitle(pane, feature.title, colors)
  return () => {
    chart.removeSeries(series)
    removePane(chart, pane)
  }
}

function removePane(chart: IChartApi, pane: IPaneApi<Time>): void {
  const index = chart.panes().indexOf(pane)
  if (index > 0) chart.removePane(index)
}

function addTitle(pane: IPaneApi<Time>, text: string, colors: ChartColors): void {
  createTextWatermark(pane, {
    horzAlign: 'left',
    vertAlign: 'top',
    lines: [{ text: ` ${text}`, color: colors.muted, fontSize: 11 }],
  })
}

/** One point for each bar; whitespace where there is no value, which breaks the line. */
function rangeData(grid: BarGrid, { low, high, last }: Omit<FeatureBars, 'title'>): (RangePoint | { time: Time })[] {
  return Array.from({ length: grid.rows }, (_, row) => {
    const time = toChartTime(grid.first + row * grid.interval)
    const value = last[row] ?? Number.NaN
    return Number.isNaN(value) ? { time } : { time, value, low: low[row] ?? value, high: high[row] ?? value }
  })
}

/** Digits after the point that tell the values of a feature apart. */
function digitsFor({ low, high }: FeatureBars): number {
  let size = 0
  for (const values of [low, high]) for (const value of values) if (Math.abs(value) > size) size = Math.abs(value)
  return size === 0 ? 2 : Math.min(8, Math.max(0, 2 - Math.floor(Math.log10(size))))
}

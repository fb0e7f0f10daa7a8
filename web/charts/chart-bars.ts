import type {
  CandleView,
  FeatureView,
  LabelView,
  OverlayView,
  SignalView,
  Span,
} from '../../src/dashboard/market/api.js'
import { float32Of, float64Of, int32Of } from '../reports/packed.js'

/** Bars on an unbroken grid: the n-th opens at `first + n · interval`. */
export interface BarGrid {
  readonly interval: number
  readonly first: number
  readonly rows: number
}

export interface ChartBars extends BarGrid {
  readonly base: string
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
  readonly decimals: number
  readonly gaps: readonly Span[]
  readonly range: Span
}

export function decodeCandles(view: CandleView): ChartBars {
  const { base, interval, first, rows, decimals, gaps, range } = view
  return {
    base,
    interval,
    first,
    rows,
    decimals,
    gaps,
    range,
    open: float64Of(view.open),
    high: float64Of(view.high),
    low: float64Of(view.low),
    close: float64Of(view.close),
    volume: float64Of(view.volume),
  }
}

export function gridEnd({ first, interval, rows }: BarGrid): number {
  return first + interval * rows
}

/** The bar that covers a time; outside the grid where there is none. */
export function barAt({ first, interval }: BarGrid, time: number): number {
  return Math.floor((time - first) / interval)
}

/** Rows of `other` for the rows of `grid`: add it to a row. Undefined where bars do not match. */
export function rowOffset(grid: BarGrid, other: BarGrid): number | undefined {
  const shift = (grid.first - other.first) / other.interval
  return grid.interval === other.interval && Number.isInteger(shift) ? shift : undefined
}

/** Values of a grid brought onto another one; NaN where there is none. */
export function alignToGrid(grid: BarGrid, other: BarGrid, values: ArrayLike<number>): Float64Array | undefined {
  const shift = rowOffset(grid, other)
  if (shift === undefined) return undefined
  return Float64Array.from({ length: grid.rows }, (_, row) => values[row + shift] ?? Number.NaN)
}

/** A feature's values in the bars of a chart. */
export interface FeatureBars {
  readonly title: string
  readonly low: Float64Array
  readonly high: Float64Array
  readonly last: Float64Array
}

export function decodeFeature(grid: BarGrid, view: FeatureView): FeatureBars | undefined {
  const [low, high, last] = [view.low, view.high, view.last].map((values) => alignToGrid(grid, view, float32Of(values)))
  return low && high && last && { title: `${view.set} ${view.column}`, low, high, last }
}

export interface ScoreBars {
  readonly buy: Float64Array
  readonly sell: Float64Array
  readonly thresholds: SignalView['thresholds']
}

export function decodeScores(grid: BarGrid, view: SignalView): ScoreBars | undefined {
  const buy = alignToGrid(grid, view, float32Of(view.buy))
  const sell = alignToGrid(grid, view, float32Of(view.sell))
  return buy && sell && { buy, sell, thresholds: view.thresholds }
}

/** Shares of each class in the bars of a chart, without the first one, which says to do nothing. */
export interface LabelBars {
  readonly name: string
  readonly share: Float64Array
}

export function decodeLabels(grid: BarGrid, view: LabelView): LabelBars[] {
  const minutes = grid.interval / 60_000
  return view.classes.slice(1).flatMap((name, index) => {
    const counts = alignToGrid(grid, view, int32Of(view.counts[index + 1] ?? ''))
    return counts ? [{ name, share: counts.map((count) => count / minutes) }] : []
  })
}

/** Whether an overlay belongs to the bars that are drawn. */
export function isAligned(grid: BarGrid, view: OverlayView): boolean {
  return rowOffset(grid, view) !== undefined
}

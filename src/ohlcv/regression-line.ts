import { rollingRegression } from '../indicators/rolling-regression.js'
import type { Candles } from '../core/candles.js'

/** Windows of the lines that a chart shows, in candles. */
export const LINE_WINDOWS = [240, 120, 60, 30, 15] as const

/** A straight line by least squares through closes, given by its two ends. */
export interface RegressionLine {
  readonly window: number
  readonly start: number
  readonly end: number
}

/** Fits the line through the last `window` closes; undefined where there are fewer. */
export function fitRegressionLine(
  { grid, close }: Pick<Candles, 'grid' | 'close'>,
  window: number,
): RegressionLine | undefined {
  if (grid.rows < window) return undefined
  const { slope, last } = rollingRegression(close, { first: grid.first, window, from: grid.rows - 1 })
  const end = last[0] ?? Number.NaN
  return { window, start: end - (slope[0] ?? Number.NaN) * (window - 1), end }
}

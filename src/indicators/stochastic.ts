import type { PeriodSpan } from './period-span.js'
import { rollingMaximum, rollingMinimum } from './rolling-extremes.js'
import { rollingMean } from './rolling-mean.js'
import type { Prices } from './true-range.js'

export interface Stochastic {
  /** Where the close lies between the lowest low (0) and the highest high (100) of the period. */
  readonly fast: Float64Array
  /** Mean of the fast one. */
  readonly slow: Float64Array
}

/** Rows before the first result that `stochastic` reads: 15 for a period of 14, smoothed over 3. */
export function stochasticHistory(period: number, smoothing = 3): number {
  return period + smoothing - 2
}

/**
 * Stochastic oscillator: `fast` is %K, `slow` is %D, its mean over `smoothing` rows; 50 where the period has a single price.
 * @returns one value, 0 … 100, for each row from `from` on
 */
export function stochastic({ high, low, close }: Prices, span: PeriodSpan, smoothing = 3): Stochastic {
  const { first, from, period } = span
  const begin = from - smoothing + 1
  const windows = { first, window: period, from: begin }
  const lowest = rollingMinimum(low, windows)
  const fast = rollingMaximum(high, windows)
  for (let i = 0; i < fast.length; i++) {
    const bottom = lowest[i] ?? 0
    const height = (fast[i] ?? 0) - bottom
    fast[i] = height === 0 ? 50 : (100 * ((close[begin + i] ?? 0) - bottom)) / height
  }
  const slow = rollingMean(fast, { first: first + begin, window: smoothing, from: smoothing - 1 })
  return { fast: fast.slice(smoothing - 1), slow }
}

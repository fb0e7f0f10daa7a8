import type { PeriodSpan } from './rolling-span.js'
import { rollingMax, rollingMin } from './rolling-max.js'
import { rollingMean } from './rolling-mean.js'
import type { Prices } from './true-range.js'

export interface StochasticSpan extends PeriodSpan {
  /** Rows of the mean %D; default 3. */
  readonly smoothing?: number
}

export interface Stochastic {
  /** Where the close lies between the lowest low (0) and the highest high (100) of the period. */
  readonly fastK: Float64Array
  /** Mean of `fastK` over the smoothing period. */
  readonly fastD: Float64Array
}

/** Rows before the first result that `stochastic` reads: 15 for a period of 14, smoothed over 3. */
export function stochasticHistory(period: number, smoothing = 3): number {
  return period + smoothing - 2
}

/**
 * Fast stochastic oscillator (Lane): %K, and %D, its mean over `smoothing` rows; 50 where the period has a single price.
 * @returns one value, 0 … 100, for each row from `from` on
 */
export function stochastic(
  { high, low, close }: Prices,
  { first, from, period, smoothing = 3 }: StochasticSpan,
): Stochastic {
  const begin = from - smoothing + 1
  const windows = { first, window: period, from: begin }
  const lowest = rollingMin(low, windows)
  const fastK = rollingMax(high, windows)
  for (let i = 0; i < fastK.length; i++) {
    const bottom = lowest[i] ?? 0
    const height = (fastK[i] ?? 0) - bottom
    fastK[i] = height === 0 ? 50 : (100 * ((close[begin + i] ?? 0) - bottom)) / height
  }
  const fastD = rollingMean(fastK, { first: first + begin, window: smoothing, from: smoothing - 1 })
  return { fastK: fastK.slice(smoothing - 1), fastD }
}

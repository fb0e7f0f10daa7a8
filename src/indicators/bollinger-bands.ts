import { rollingStd } from './rolling-std.js'
import { rollingMean } from './rolling-mean.js'
import type { PeriodSpan } from './rolling-span.js'

export interface BollingerSpan extends PeriodSpan {
  /** Distance of the bands in standard deviations; default 2. */
  readonly deviations?: number
}

export interface BollingerBands {
  readonly middle: Float64Array
  readonly upper: Float64Array
  readonly lower: Float64Array
}

/**
 * Bollinger bands: the mean of the last `period` rows, and so many standard deviations (of the population) above and below it.
 * Usual are 20 rows and 2 deviations.
 * @returns one value for each row from `from` on
 */
export function bollingerBands(
  values: Float64Array,
  { first, from, period, deviations = 2 }: BollingerSpan,
): BollingerBands {
  const span = { first, from, window: period }
  const middle = rollingMean(values, span)
  const std = rollingStd(values, span)
  return {
    middle,
    upper: middle.map((mean, i) => mean + deviations * (std[i] ?? 0)),
    lower: middle.map((mean, i) => mean - deviations * (std[i] ?? 0)),
  }
}

import { rollingDeviation } from './rolling-deviation.js'
import { rollingMean } from './rolling-mean.js'
import type { RollingSpan } from './rolling-span.js'

export interface BollingerBands {
  readonly middle: Float64Array
  readonly upper: Float64Array
  readonly lower: Float64Array
}

/**
 * Bollinger bands: the mean of each window, and `width` standard deviations (of the population) above and below it. Usual
 * are 20 rows and a width of 2.
 * @returns one value for each row from `span.from` on
 */
export function bollingerBands(values: Float64Array, span: RollingSpan, width = 2): BollingerBands {
  const middle = rollingMean(values, span)
  const deviation = rollingDeviation(values, span)
  return {
    middle,
    upper: middle.map((mean, i) => mean + width * (deviation[i] ?? 0)),
    lower: middle.map((mean, i) => mean - width * (deviation[i] ?? 0)),
  }
}

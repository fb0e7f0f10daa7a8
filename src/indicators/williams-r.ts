import type { PeriodSpan } from './rolling-span.js'
import { stochastic } from './stochastic.js'
import type { Prices } from './true-range.js'

/**
 * Williams' %R (How I Made One Million Dollars Last Year Trading Commodities, 1973): how far the close lies below the highest
 * high of the period, as a share of its range; −50 where the period has a single price. TA-Lib calls it WILLR.
 * @returns one value, −100 … 0, for each row from `from` on
 */
export function williamsR(prices: Prices, span: PeriodSpan): Float64Array {
  return stochastic(prices, { ...span, smoothing: 1 }).fastK.map((share) => share - 100)
}

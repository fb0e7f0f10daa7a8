import type { ScoredSeries } from './scored-series.js'
import { tradeGain } from './trade-gain.js'

/**
 * Summed gain, after fees, of buying at the first close of every contiguous range and selling at its last: what doing
 * nothing clever gives over the same minutes with the same stake. Ranges of a single row are left out.
 */
export function buyAndHold(series: Pick<ScoredSeries, 'ranges' | 'close'>, fee: number): number {
  return series.ranges
    .filter((range) => range.to - range.from > 1)
    .reduce((sum, { from, to }) => sum + tradeGain(series.close[from] ?? 0, series.close[to - 1] ?? 0, fee), 0)
}

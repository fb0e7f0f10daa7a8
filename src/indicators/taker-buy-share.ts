import type { Candles } from '../core/candles.js'
import type { RollingSpan } from './rolling-span.js'
import { rollingSum } from './rolling-sum.js'

/**
 * Share of each window's volume that takers bought; a half where nothing was traded. NaN where the source does not give what
 * takers bought (`takerBuyVolume` is NaN).
 * @returns one value for each row from `span.from` on
 */
export function takerBuyShare(
  { volume, takerBuyVolume }: Pick<Candles, 'volume' | 'takerBuyVolume'>,
  span: RollingSpan,
): Float64Array {
  const bought = rollingSum(takerBuyVolume, span)
  return rollingSum(volume, span).map((total, i) => (total === 0 ? 0.5 : (bought[i] ?? 0) / total))
}

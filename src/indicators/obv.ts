import type { Candles } from '../core/candles.js'
import type { RollingSpan } from './rolling-span.js'
import { rollingSum } from './rolling-sum.js'

/**
 * Change of the on-balance volume (Granville) over each window: the volume of candles that closed higher, less that of those that
 * closed lower. The level of the usual OBV depends on where it begins and means nothing; its changes do. Reads `window`
 * rows before each.
 * @returns one value for each row from `span.from` on; `span.from >= span.window`
 */
export function obv(
  { close, volume }: Pick<Candles, 'close' | 'volume'>,
  { first, window, from }: RollingSpan,
): Float64Array {
  const begin = from - window + 1
  if (begin < 1) throw new RangeError(`the OBV over ${window} rows begins at row ${window}, not ${from}`)
  const signed = volume.slice(begin)
  for (let i = 0; i < signed.length; i++) {
    signed[i] = (signed[i] ?? 0) * Math.sign((close[begin + i] ?? 0) - (close[begin + i - 1] ?? 0))
  }
  return rollingSum(signed, { first: first + begin, window, from: window - 1 })
}

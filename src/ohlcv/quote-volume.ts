import type { Candles } from '../core/candles.js'

/** Volume in quote of the rows `from … to − 1`; volume times close where the source does not give it. */
export function sumQuoteVolume(
  { volume, close, quoteVolume }: Pick<Candles, 'volume' | 'close' | 'quoteVolume'>,
  from: number,
  to: number,
): number {
  let sum = 0
  for (let row = from; row < to; row++) {
    const known = quoteVolume[row] ?? Number.NaN
    sum += Number.isNaN(known) ? (volume[row] ?? 0) * (close[row] ?? 0) : known
  }
  return sum
}

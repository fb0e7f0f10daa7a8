import { UserError } from '../../core/errors.js'
import { parseCandleFileName, type CandleFileName } from '../../ohlcv/import/candle-file-name.js'

/** Reads what a name says. Throws UserError where that is not minute candles of trades. */
export function requireCandleName(name: string, label: string): CandleFileName | undefined {
  const named = parseCandleFileName(name)
  if (named && named.interval !== '1m') {
    throw new UserError(`${label} holds candles of ${named.interval}, as its name says: expected 1m`)
  }
  if (named?.rejectReason) throw new UserError(`${label}: ${named.rejectReason}`)
  return named
}

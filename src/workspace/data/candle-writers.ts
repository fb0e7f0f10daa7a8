import type { Market } from '../../core/market.js'
import type { CandleStore, CandleWriter } from '../../store/candles/candle-store.js'

/**
 * Runs `work` as the only writer of all markets at once, with their writers in the order of the markets. Throws UserError,
 * with nothing done, where another one writes one of them.
 */
export function withCandleWriters<T>(
  store: CandleStore,
  markets: readonly Market[],
  work: (writers: readonly CandleWriter[]) => Promise<T>,
  writers: readonly CandleWriter[] = [],
): Promise<T> {
  const [market, ...others] = markets
  if (!market) return work(writers)
  return store.write(market, (writer) => withCandleWriters(store, others, work, [...writers, writer]))
}

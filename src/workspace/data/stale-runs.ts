import { float64ColumnOf } from '../../core/frame.js'
import { marketPath, type Market } from '../../core/market.js'
import { UserError } from '../../core/errors.js'
import { isStale, type FlatRun } from '../../ohlcv/stale-runs.js'
import type { CandleStore } from '../../store/candles/candle-store.js'

/** Those of a market's flat runs in which another stored market of the same exchange and type traded. */
export async function staleRuns(store: CandleStore, market: Market, runs: readonly FlatRun[]): Promise<FlatRun[]> {
  if (runs.length === 0) return []
  const others = (await store.markets()).filter(
    (other) =>
      other.exchange === market.exchange && other.type === market.type && marketPath(other) !== marketPath(market),
  )
  const stale: FlatRun[] = []
  for (const run of runs) {
    if (await isStaleBeside(store, others, run)) stale.push(run)
  }
  return stale
}

async function isStaleBeside(store: CandleStore, others: readonly Market[], run: FlatRun): Promise<boolean> {
  for (const other of others) {
    try {
      const frame = await store.readColumns(other, ['volume'], run)
      if (isStale(run, [{ grid: frame.grid, volume: float64ColumnOf(frame, 'volume') }])) return true
    } catch (error) {
      // A market without candles at that time, or with damaged ones, says nothing.
      if (!(error instanceof UserError)) throw error
    }
  }
  return false
}

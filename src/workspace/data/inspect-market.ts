import type { WorkspaceConfig } from '../../config/schema.js'
import { frameToPartialCandles } from '../../core/candles.js'
import { float64ColumnOf } from '../../core/frame.js'
import { marketPath, type Market } from '../../core/market.js'
import type { TimeRange } from '../../core/time.js'
import { UserError } from '../../core/errors.js'
import { rangeOf } from '../../core/grid.js'
import { QUALITY_COLUMNS, computeCandleQuality, type CandleQuality } from '../../ohlcv/quality.js'
import { isStaleRun, type FlatRun } from '../../ohlcv/flat-runs.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { QuoteStore } from '../../store/quotes/quote-store.js'
import type { InspectedMarket, StoredQuotes } from './list/result.js'

/** What the store has of one market. Damage is reported, not thrown. */
export async function inspectMarket(
  store: CandleStore,
  config: WorkspaceConfig,
  market: Market,
): Promise<Omit<InspectedMarket, 'base' | 'market' | 'quotes'>> {
  try {
    const quality = await qualityOf(store, config, market)
    const staleRuns = await findStaleRuns(store, market, quality.flatRuns)
    return { quality, staleRuns, damaged: await store.damaged(market), error: undefined }
  } catch (error) {
    if (!(error instanceof UserError)) throw error
    return { quality: undefined, staleRuns: [], damaged: await store.damaged(market), error: error.message }
  }
}

/** The quotes of a market; undefined without any, and where they are too damaged to tell. */
export async function inspectQuotes(store: QuoteStore, market: Market): Promise<StoredQuotes | undefined> {
  try {
    const quotes = await store.read(market)
    if (!quotes) return undefined
    const minutes = quotes.bid.reduce((count, bid) => count + (Number.isNaN(bid) ? 0 : 1), 0)
    return { range: rangeOf(quotes.grid), minutes }
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

async function qualityOf(store: CandleStore, config: WorkspaceConfig, market: Market): Promise<CandleQuality> {
  const candles = frameToPartialCandles(await store.readColumns(market, QUALITY_COLUMNS))
  return computeCandleQuality(candles, config.gaps)
}

/** From the first to the end of the last candle; undefined without any, and where they are too damaged to tell. */
export async function readableRange(store: CandleStore, market: Market): Promise<TimeRange | undefined> {
  try {
    return await store.range(market)
  } catch (error) {
    if (error instanceof UserError) return undefined
    throw error
  }
}

/** The workspace's name for a market's base, else the coin in lower case. */
export function baseNameOf(config: WorkspaceConfig, market: Market): string {
  const named = config.bases.find((base) => 'symbol' in base && base.symbol === market.symbol)
  return named?.name ?? (market.symbol.split('/')[0] ?? market.symbol).toLowerCase()
}

/** Those of a market's flat runs in which another stored market of the same exchange and type traded. */
async function findStaleRuns(store: CandleStore, market: Market, runs: readonly FlatRun[]): Promise<FlatRun[]> {
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
      if (isStaleRun(run, [{ grid: frame.grid, volume: float64ColumnOf(frame, 'volume') }])) return true
    } catch (error) {
      // A market without candles at that time, or with damaged ones, says nothing.
      if (!(error instanceof UserError)) throw error
    }
  }
  return false
}

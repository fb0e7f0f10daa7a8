import { frameToPartialCandles } from '../../core/candles.js'
import { marketPath, type Market } from '../../core/market.js'
import { DAY, intersect, type TimeRange } from '../../core/time.js'
import {
  BLACKLIST_COLUMNS,
  blacklistReasons,
  blacklistWindow,
  hasBlacklistLimits,
  type BlacklistLimits,
  type BlacklistCandles,
} from '../../ohlcv/blacklist.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { WorkspaceConfig } from '../../config/schema.js'

/** Why a market breaks limits as of a moment, by its stored candles from before; empty where it does not. */
export type BlacklistChecker = (market: Market, time: number, limits: BlacklistLimits) => Promise<string[]>

/** The candles of a market that were read last. */
interface CachedCandles {
  readonly candles: BlacklistCandles
  readonly range: TimeRange
  /** Moments up to here can be judged by them. */
  readonly until: number
}

/** A replay judges minute after minute: so much is read ahead. */
const READ_AHEAD = DAY

/** Makes a checker that keeps the candles of each market in memory until a later moment needs others. */
export function createBlacklistChecker(store: CandleStore): BlacklistChecker {
  const cache = new Map<string, CachedCandles>()
  const candlesIn = async (market: Market, window: TimeRange): Promise<BlacklistCandles | undefined> => {
    const path = marketPath(market)
    const cached = cache.get(path)
    if (cached && window.from >= cached.range.from && window.to <= cached.until) return cached.candles
    const range = { from: window.from, to: window.to + READ_AHEAD }
    const read = await readCandles(store, market, range)
    if (read) cache.set(path, { candles: read.candles, range, until: Math.min(range.to, read.end) })
    return read?.candles
  }
  return async (market, time, limits) => {
    if (!hasBlacklistLimits(limits)) return []
    return blacklistReasons(await candlesIn(market, blacklistWindow(time, limits)), time, limits)
  }
}

/** The stored part of a range; undefined where there is none. */
async function readCandles(
  store: CandleStore,
  market: Market,
  range: TimeRange,
): Promise<{ readonly candles: BlacklistCandles; readonly end: number } | undefined> {
  const stored = await store.range(market)
  const part = stored && intersect(stored, range)
  if (!part) return undefined
  return { candles: frameToPartialCandles(await store.readColumns(market, BLACKLIST_COLUMNS, part)), end: part.to }
}

/** The limits of a workspace's configuration. */
export function blacklistLimits({ blacklist, gaps }: Pick<WorkspaceConfig, 'blacklist' | 'gaps'>): BlacklistLimits {
  return { ...blacklist, noTradeBreakMinutes: gaps.noTradeBreakMinutes }
}

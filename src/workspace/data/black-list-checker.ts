import { frameToPartialCandles } from '../../core/candles.js'
import { marketPath, type Market } from '../../core/market.js'
import { DAY, intersect, type TimeRange } from '../../core/time.js'
import {
  BLACK_LIST_COLUMNS,
  blackListReasons,
  blackListWindow,
  hasBlackListLimits,
  type BlackListLimits,
  type BlackListCandles,
} from '../../ohlcv/black-list.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { WorkspaceConfig } from '../../config/schema.js'

/** Why a market breaks limits as of a moment, by its stored candles from before; empty where it does not. */
export type BlackListChecker = (market: Market, time: number, limits: BlackListLimits) => Promise<string[]>

/** Candles kept of a market, and the time up to which they decide; what lies behind a moment plays no part in it. */
interface Kept {
  readonly candles: BlackListCandles
  readonly range: TimeRange
  readonly until: number
}

/** A replay asks minute after minute: so much is read ahead. */
const AHEAD = DAY

export function createBlackListChecker(store: CandleStore): BlackListChecker {
  const kept = new Map<string, Kept>()
  const candlesOf = async (market: Market, window: TimeRange): Promise<BlackListCandles | undefined> => {
    const path = marketPath(market)
    const last = kept.get(path)
    if (last && window.from >= last.range.from && window.to <= last.until) return last.candles
    const range = { from: window.from, to: window.to + AHEAD }
    const candles = await judgedCandles(store, market, range)
    if (candles) kept.set(path, { candles: candles.judged, range, until: Math.min(range.to, candles.end) })
    return candles?.judged
  }
  return async (market, time, limits) => {
    if (!hasBlackListLimits(limits)) return []
    return blackListReasons(await candlesOf(market, blackListWindow(time, limits)), time, limits)
  }
}

async function judgedCandles(
  store: CandleStore,
  market: Market,
  asked: TimeRange,
): Promise<{ readonly judged: BlackListCandles; readonly end: number } | undefined> {
  const stored = await store.range(market)
  const range = stored && intersect(stored, asked)
  if (!range) return undefined
  const judged = frameToPartialCandles(await store.readColumns(market, BLACK_LIST_COLUMNS, range))
  return { judged, end: range.to }
}

export function blackListLimits({ blackList, gaps }: Pick<WorkspaceConfig, 'blackList' | 'gaps'>): BlackListLimits {
  return { ...blackList, noTradeBreakMinutes: gaps.noTradeBreakMinutes }
}

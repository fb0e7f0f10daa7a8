import { float64ColumnOf, uint8ColumnOf } from '../../core/frame.js'
import type { Market } from '../../core/market.js'
import { intersect } from '../../core/time.js'
import {
  JUDGED_COLUMNS,
  blackListReasons,
  blackListWindow,
  hasLimits,
  type BlackListLimits,
  type JudgedCandles,
} from '../../ohlcv/black-list.js'
import type { CandleStore } from '../../store/store.js'

/** Why a market is on the black list as of a moment, by its stored candles from before; empty where it is not. */
export async function blackListed(
  store: CandleStore,
  market: Market,
  time: number,
  limits: BlackListLimits,
): Promise<string[]> {
  if (!hasLimits(limits)) return []
  return blackListReasons(await judgedCandles(store, market, time, limits), time, limits)
}

async function judgedCandles(
  store: CandleStore,
  market: Market,
  time: number,
  limits: BlackListLimits,
): Promise<JudgedCandles | undefined> {
  const stored = await store.range(market)
  const range = stored && intersect(stored, blackListWindow(time, limits))
  if (!range) return undefined
  const frame = await store.readColumns(market, JUDGED_COLUMNS, range)
  return {
    grid: frame.grid,
    close: float64ColumnOf(frame, 'close'),
    volume: float64ColumnOf(frame, 'volume'),
    quoteVolume: float64ColumnOf(frame, 'quoteVolume'),
    filled: uint8ColumnOf(frame, 'filled'),
  }
}

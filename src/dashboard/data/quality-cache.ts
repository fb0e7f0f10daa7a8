import { createByteCache } from '../../runtime/byte-cache.js'
import type { Clock } from '../../core/clock.js'
import { UserError } from '../../core/errors.js'
import { sha256 } from '../../core/hash.js'
import { marketPath, type Market } from '../../core/market.js'
import { DAY, MINUTE } from '../../core/time.js'
import type { CandleQuality } from '../../ohlcv/quality.js'
import type { FlatRun } from '../../ohlcv/flat-runs.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { inspectMarket } from '../../workspace/data/inspect-market.js'
import type { WorkspaceFolder } from '../../workspace/context.js'

/** How good the candles of a market are, as they were when it was looked at. */
export interface MarketQuality {
  readonly quality: CandleQuality
  readonly stale: readonly FlatRun[]
}

/** Quality of markets, kept until their candles change. */
export interface QualityCache {
  /** Throws UserError where the candles cannot be read. */
  of(workspace: WorkspaceFolder, store: CandleStore, market: Market): Promise<MarketQuality>
}

/** Bytes that the cache may take. */
const MAX_BYTES = 48 << 20
/** Bytes of a span in memory, roughly. */
const BYTES_PER_SPAN = 80
/** Ms between two looks while only the newest day grows, as when the history is followed. */
const REFRESH_INTERVAL = 10 * MINUTE

interface Stamp {
  readonly tag: string
  /** The tag without the last day. */
  readonly past: string
  readonly at: number
}

/** Five years of a market take a second to be inspected: one after the other, so that memory stays small. */
export function openQualityCache(clock: Clock): QualityCache {
  const cache = createByteCache<MarketQuality>(MAX_BYTES, bytesOf)
  const stamps = new Map<string, Stamp>()
  let queue: Promise<unknown> = Promise.resolve()
  const enqueue = <T>(work: () => Promise<T>): Promise<T> => {
    const result = queue.then(work)
    queue = result.catch(() => {})
    return result
  }
  return {
    async of(workspace, store, market) {
      const key = `${workspace.dataFolder}\n${marketPath(market)}`
      const now = await stampOf(workspace, store, market, clock.now())
      const before = stamps.get(key)
      const isFresh = before && before.past === now.past && now.at - before.at < REFRESH_INTERVAL
      const stamp = isFresh ? before : now
      stamps.set(key, stamp)
      return cache.get(key, stamp.tag, () => enqueue(() => inspect(workspace, store, market)))
    },
  }
}

async function stampOf({ config }: WorkspaceFolder, store: CandleStore, market: Market, at: number): Promise<Stamp> {
  const range = await store.range(market)
  const hashes = range ? [...(await store.dayHashes(market, range)).values()] : []
  const limits = JSON.stringify([config.gaps, range?.from, Math.floor((range?.to ?? 0) / DAY)])
  return { tag: sha256(limits, ...hashes), past: sha256(limits, ...hashes.slice(0, -1)), at }
}

async function inspect({ config }: WorkspaceFolder, store: CandleStore, market: Market): Promise<MarketQuality> {
  const { quality, staleRuns: stale, error } = await inspectMarket(store, config, market)
  if (!quality) throw new UserError(error ?? `the candles of ${marketPath(market)} cannot be read`)
  return { quality, stale }
}

function bytesOf({ quality, stale }: MarketQuality): number {
  const { gaps, outages, noTradeBreaks, spikes, flatRuns } = quality
  return (
    BYTES_PER_SPAN *
    [gaps, outages, noTradeBreaks, spikes, flatRuns, stale].reduce((sum, list) => sum + list.length, 10)
  )
}

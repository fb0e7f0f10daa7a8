import { frameToPartialCandles, type Candles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { sha256 } from '../../core/hash.js'
import { marketOfBase, type Market } from '../../core/market.js'
import { intersect, isoRange, type TimeRange } from '../../core/time.js'
import type { CandleStore } from '../candles/candle-store.js'
import type { Definition } from '../../definitions/definition.js'
import type { DayHashes } from './derived-lineage.js'

/** What reads candles, and those of which market. */
export interface CandleReader {
  readonly definition: Pick<Definition, 'id' | 'needs' | 'reads'>
  readonly market: Market
}

/** The stored candles that a definition reads: of its own market, and of the bases that it `needs` besides. */
export interface NeededCandles {
  /**
   * Returns the time that all of them cover. Throws UserError where a market has no candles, or none at the time of the
   * others.
   */
  range(): Promise<TimeRange>
  /**
   * Reads the market's own candles, limited to the columns that the definition `reads`, with the candles of the other
   * bases.
   */
  read(range: TimeRange): Promise<Candles>
  /** Computes a content hash over all of them for each day that `range` touches. */
  dayHashes(range: TimeRange): Promise<DayHashes>
}

export function openNeededCandles(store: CandleStore, { definition, market }: CandleReader): NeededCandles {
  const needs = (definition.needs ?? []).map((base) => ({ base, market: marketOfBase(market, base) }))
  return {
    range: async () => {
      let range = await storedRange(store, market)
      for (const need of needs)
        range = shared(definition.id, market, range, need.market, await storedRange(store, need.market))
      return range
    },
    read: async (range) => {
      const { reads } = definition
      if (reads && needs.length === 0) return frameToPartialCandles(await store.readColumns(market, reads, range))
      const candles = await store.read(market, range)
      if (needs.length === 0) return candles
      const others = new Map<string, Candles>()
      for (const need of needs) others.set(need.base, await store.read(need.market, range))
      return { ...candles, others }
    },
    dayHashes: async (range) => {
      const own = await store.dayHashes(market, range)
      if (needs.length === 0) return own
      const all = await Promise.all(needs.map((need) => store.dayHashes(need.market, range)))
      return new Map([...own].map(([day, hash]) => [day, sha256(hash, ...all.map((days) => days.get(day) ?? ''))]))
    },
  }
}

async function storedRange(store: CandleStore, market: Market): Promise<TimeRange> {
  const range = await store.range(market)
  if (range) return range
  throw new UserError(`no candles of ${describeMarket(market)}; import some with`, { remedy: 'data.import' })
}

function shared(id: string, market: Market, range: TimeRange, needed: Market, other: TimeRange): TimeRange {
  const both = intersect(range, other)
  if (both) return both
  throw new UserError(
    `${id} needs candles of ${describeMarket(needed)} too: there are some from ${isoRange(other)}, those of ${market.symbol} are from ${isoRange(range)}; import the same time of both`,
  )
}

/** Describes a market in messages. */
export function describeMarket(market: Market): string {
  return `${market.symbol} (${market.exchange} ${market.type})`
}

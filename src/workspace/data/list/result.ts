import { UserError } from '../../../core/errors.js'
import type { Market } from '../../../core/market.js'
import type { TimeRange } from '../../../core/time.js'
import type { CandleQuality } from '../../../ohlcv/quality.js'
import type { FlatRun } from '../../../ohlcv/flat-runs.js'

/** What the store has of one market. */
export interface MarketData {
  readonly base: string
  readonly market: Market
  /** Undefined where `error` says why the candles cannot be read. */
  readonly quality: CandleQuality | undefined
  /** Runs at one price while another stored market of the exchange traded. */
  readonly staleRuns: readonly FlatRun[]
  /** Why the pair is on the blacklist; empty where it is not. */
  readonly blacklist: readonly string[]
  /** Files that were found damaged and set aside. */
  readonly damaged: readonly string[]
  readonly error: string | undefined
  /** Undefined where no quotes are stored, or none can be read. */
  readonly quotes: StoredQuotes | undefined
}

/** The quotes of a market. */
export interface StoredQuotes {
  /** From the first to the end of the last. */
  readonly range: TimeRange
  /** Minutes that have one. */
  readonly minutes: number
}

/** Without the blacklist, which depends on a moment. */
export type InspectedMarket = Omit<MarketData, 'blacklist'>

export interface DataList {
  /** The moment that the blacklist is judged at. */
  readonly asOf: number | undefined
  readonly markets: readonly MarketData[]
}

/** The list as JSON values. */
export interface DataListJson {
  readonly asOf?: number
  readonly markets: readonly object[]
}

/** Times are epoch ms, `to` is the end of the last candle. */
export function listDataJson({ asOf, markets }: DataList): DataListJson {
  return {
    ...(asOf === undefined ? {} : { asOf }),
    markets: markets.map(({ base, market, quality, staleRuns, blacklist, damaged, error, quotes }) => ({
      base,
      ...market,
      ...(quality && {
        from: quality.range.from,
        to: quality.range.to,
        rows: quality.rows,
        candles: quality.rows - quality.missing,
        missing: quality.missing,
        gaps: quality.gaps.map(spanOf),
        outages: quality.outages.map(spanOf),
        notImported: quality.notImported.map(spanOf),
        noTradeMinutes: quality.noTradeMinutes,
        noTradeShare: quality.noTradeShare,
        noTradeBreaks: quality.noTradeBreaks.map(spanOf),
        minuteQuoteVolume: quality.minuteQuoteVolume,
        spikes: quality.spikes,
        flatRuns: quality.flatRuns.map(spanOf),
        staleRuns: staleRuns.map(spanOf),
        blacklist,
      }),
      damaged,
      ...(quotes && { quotes: { from: quotes.range.from, to: quotes.range.to, minutes: quotes.minutes } }),
      ...(error && { error }),
    })),
  }
}

function spanOf({ from, to, minutes }: TimeRange & { readonly minutes: number }): unknown {
  return { from, to, minutes }
}

/** A list with candles that cannot be read is no success. */
export function listDataFailure({ markets }: DataList): Error | undefined {
  const unreadable = markets.filter(({ error }) => error)
  if (unreadable.length === 0) return undefined
  return new UserError(`the candles of ${unreadable.map(({ base }) => base).join(', ')} are not all readable`)
}

import type { Market } from '../../../core/market.js'
import type { TimeRange } from '../../../core/time.js'
import type { CandleQuality } from '../../../ohlcv/quality.js'
import type { FlatRun } from '../../../ohlcv/stale-runs.js'

/** What the store has of one market. */
export interface MarketData {
  readonly base: string
  readonly market: Market
  /** Undefined where `fault` says why the candles cannot be read. */
  readonly quality: CandleQuality | undefined
  /** Runs at one price while another stored market of the exchange traded. */
  readonly stale: readonly FlatRun[]
  /** Why the pair is on the black list; empty where it is not. */
  readonly blackList: readonly string[]
  /** Files that were found damaged and set aside. */
  readonly damaged: readonly string[]
  readonly fault: string | undefined
}

/** Without the black list, which depends on a moment. */
export type InspectedMarket = Omit<MarketData, 'blackList'>

export interface DataList {
  /** The moment that the black list is judged at. */
  readonly asOf: number | undefined
  readonly markets: readonly MarketData[]
}

/** The list as JSON values. Times are epoch ms, `to` the end of the last candle. */
export function listDataJson({ asOf, markets }: DataList): unknown {
  return {
    ...(asOf === undefined ? {} : { asOf }),
    markets: markets.map(({ base, market, quality, stale, blackList, damaged, fault }) => ({
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
        noTradeMinutes: quality.noTradeMinutes,
        noTradeShare: quality.noTradeShare,
        noTradeBreaks: quality.noTradeBreaks.map(spanOf),
        minuteQuoteVolume: quality.minuteQuoteVolume,
        spikes: quality.spikes,
        staleRuns: stale.map(spanOf),
        blackList,
      }),
      damaged,
      ...(fault && { fault }),
    })),
  }
}

function spanOf({ from, to, minutes }: TimeRange & { readonly minutes: number }): unknown {
  return { from, to, minutes }
}

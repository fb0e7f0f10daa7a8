import type { TimeRange } from '../../core/time.js'
import type { MarketData } from './list-data.js'

/** The same as the table for machines. Times are epoch ms, `to` the end of the last candle. */
export function dataJson(listed: readonly MarketData[]): unknown {
  return {
    markets: listed.map(({ base, market, quality, damaged, fault }) => ({
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
      }),
      damaged,
      ...(fault && { fault }),
    })),
  }
}

function spanOf({ from, to, minutes }: TimeRange & { readonly minutes: number }): unknown {
  return { from, to, minutes }
}

import type { TimeRange } from '../../core/time.js'
import type { DataList } from '../../workspace/data/list-data.js'

/** The same as the table for machines. Times are epoch ms, `to` the end of the last candle. */
export function dataJson({ asOf, markets }: DataList): unknown {
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

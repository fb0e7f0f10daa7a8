import { uint8ColumnOf } from '../core/frame.js'
import { rangeOf } from '../core/grid.js'
import { calendarOf, type Market } from '../core/market.js'
import { intersect, type TimeRange } from '../core/time.js'
import type { CandleStore } from '../store/candles/candle-store.js'
import { findGaps, type Gap, type GapLimits } from './gaps.js'

/** Half a day: nearly all gaps are shorter. */
const AROUND = 720

/** The gaps of a market that `range` touches, each as a whole: one that begins before the range is not shorter for that. */
export async function readGaps(
  store: Pick<CandleStore, 'readColumns'>,
  market: Market,
  range: TimeRange,
  limits: GapLimits,
): Promise<Gap[]> {
  const { interval } = calendarOf(market)
  for (let around = AROUND * interval; ; around *= 8) {
    const wide = { from: range.from - around, to: range.to + around }
    const { grid, columns } = await store.readColumns(market, ['filled'], wide)
    const gaps = findGaps({ grid, filled: uint8ColumnOf({ grid, columns }, 'filled') }, limits)
    const touching = gaps.filter((gap) => intersect(gap, range))
    const { from, to } = rangeOf(grid)
    // The candles begin and end with one of a source, so that only a range that is too small cuts a gap.
    if (!touching.some((gap) => gap.from === from || gap.to === to)) return touching
  }
}

import { packValues } from '../../assessment/report/pack-values.js'
import type { Base } from '../../config/markets.js'
import { intersect, isoRange, type TimeRange } from '../../core/time.js'
import { chooseBarInterval } from '../../ohlcv/bars.js'
import type { Gap } from '../../ohlcv/gaps.js'
import { countPriceDecimals } from '../../ohlcv/price-decimals.js'
import type { CandleView, Span } from './api.js'
import type { ViewQuery } from './queries.js'
import { NotFoundError } from '../http/errors.js'
import type { BarStore } from './bar-store.js'

/** Gaps that a view tells at most: the longest. */
const MAX_GAPS = 500

/** The bars of a view. Throws NotFoundError where the base has no candles in it. */
export async function readCandleView(
  store: BarStore,
  { name, market }: Base,
  stored: TimeRange,
  query: ViewQuery,
): Promise<CandleView> {
  const part = intersect(query, stored)
  if (!part) {
    throw new NotFoundError(`${name} has no candles from ${isoRange(query)}; there are some from ${isoRange(stored)}`)
  }
  const interval = chooseBarInterval(query.to - query.from, query.points)
  const { bars, gaps, errors } = await store.bars(market, part, interval)
  return {
    base: name,
    interval,
    first: bars.first * interval,
    rows: bars.rows,
    open: packValues(bars.open),
    high: packValues(bars.high),
    low: packValues(bars.low),
    close: packValues(bars.close),
    volume: packValues(bars.volume),
    decimals: countPriceDecimals(bars.close),
    gaps: selectGaps(gaps, part, interval),
    range: stored,
    errors,
  }
}

/** Outages, and whatever else is at least as long as a bar; neighbours that meet at a month's border are one. */
function selectGaps(gaps: readonly Gap[], range: TimeRange, interval: number): Span[] {
  const joined: Span[] = []
  for (const gap of gaps) {
    const part = intersect(gap, range)
    if (!part || (!gap.outage && gap.to - gap.from < interval)) continue
    const last = joined.at(-1)
    if (last?.to === part.from) joined[joined.length - 1] = { from: last.from, to: part.to }
    else joined.push(part)
  }
  if (joined.length <= MAX_GAPS) return joined
  const longest = joined.toSorted((a, b) => b.to - b.from - (a.to - a.from)).slice(0, MAX_GAPS)
  return longest.sort((a, b) => a.from - b.from)
}

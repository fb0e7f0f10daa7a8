import { fillRows } from '../../assessment/row-fills.js'
import type { FillAssumptions } from '../../assessment/report/report-data.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import { seriesMarket, type SpreadSources } from '../../assessment/spreads/series-market.js'
import { SPREAD_REACH } from '../../assessment/spreads/trailing-spreads.js'
import { calendarOf, type Market } from '../../core/market.js'
import type { TimeRange } from '../../core/time.js'
import { realisticFills } from '../../exchange/simulated/engine/fill-model.js'
import type { DataSources } from '../rows/data-sources.js'

/** What realistic fills take for granted. */
export interface FillRequest {
  readonly stake: number
  readonly impact: number
}

/** Series with realistic fills, and what these rest on. */
export interface FilledSeries {
  readonly series: readonly ScoredSeries[]
  readonly assumptions: FillAssumptions
  /** Volume of each row's minute in quote, by base. */
  readonly volumes: ReadonlyMap<string, Float64Array>
}

/**
 * Gives series realistic fills from the stored candles and quotes of their markets. Of these it reads as much before the rows as the estimate of
 * a spread looks back on, so that a row's fill does not depend on where the set begins.
 */
export async function fillSeries(
  series: readonly ScoredSeries[],
  marketOf: (base: string) => Market,
  { stake, impact }: FillRequest,
  { candles: store, quotes }: Pick<DataSources, 'candles' | 'quotes'>,
): Promise<FilledSeries> {
  const model = realisticFills({ stake, impact })
  const filled: ScoredSeries[] = []
  const spreads: SpreadSources[] = []
  const volumes = new Map<string, Float64Array>()
  for (const one of series) {
    const market = marketOf(one.base)
    const range = neededRange(one, market)
    const candles = await store.read(market, range)
    const { market: minutes, sources } = seriesMarket(one, candles, await quotes?.read(market, range))
    filled.push({ ...one, fills: fillRows(one.ranges, minutes, model) })
    spreads.push(sources)
    volumes.set(one.base, minutes.quoteVolume)
  }
  return { series: filled, assumptions: { stake, impact, spreads }, volumes }
}

function neededRange({ time }: ScoredSeries, market: Market): TimeRange {
  const calendar = calendarOf(market)
  const first = calendar.ordinalAt(time[0] ?? 0)
  const last = calendar.ordinalAt(time.at(-1) ?? 0)
  return { from: calendar.timeAt(first - SPREAD_REACH), to: calendar.timeAt(last + 1) }
}

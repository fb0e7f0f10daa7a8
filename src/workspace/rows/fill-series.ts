import { fillRows, type RowFills } from '../../assessment/row-fills.js'
import type { FillAssumptions } from '../../assessment/report/report-data.js'
import type { LabelledSeries } from '../../assessment/scored-series.js'
import { seriesMarket, type SpreadSources } from '../../assessment/spreads/series-market.js'
import { SPREAD_REACH } from '../../assessment/spreads/trailing-spreads.js'
import type { Base } from '../../config/markets.js'
import { calendarOf, type Market } from '../../core/market.js'
import type { FillRules } from '../../core/fill-rules.js'
import type { TimeRange } from '../../core/time.js'
import { realisticFills } from '../../exchange/simulated/engine/fill-model.js'
import type { DataSources } from './data-sources.js'

/** What realistic fills take for granted. */
export interface FillRequest extends Pick<FillRules, 'stake' | 'impact'> {
  /** Whether the series need the candles of their rows, too. */
  readonly needsBars?: boolean
}

/** The rows of a series, without or with scores. */
type FillableSeries = Pick<LabelledSeries, 'base' | 'ranges' | 'time'>

/** Series with realistic fills, and what these rest on. */
export interface FilledSeries<S extends FillableSeries> {
  readonly series: readonly (S & { readonly fills: RowFills })[]
  readonly assumptions: FillAssumptions
  /** Volume of each row's minute in quote, by base. */
  readonly volumes: ReadonlyMap<string, Float64Array>
}

/**
 * Gives series realistic fills from the stored candles and quotes of their markets. Of these it reads as much before the rows as the estimate of
 * a spread looks back on, so that a row's fill does not depend on where the set begins.
 */
export async function fillSeries<S extends FillableSeries>(
  series: readonly S[],
  marketOf: (base: string) => Market,
  { stake, impact, needsBars = false }: FillRequest,
  { candles: store, quotes }: Pick<DataSources, 'candles' | 'quotes'>,
): Promise<FilledSeries<S>> {
  const model = realisticFills({ stake, impact })
  const filled: (S & { readonly fills: RowFills })[] = []
  const spreads: SpreadSources[] = []
  const volumes = new Map<string, Float64Array>()
  for (const one of series) {
    const market = marketOf(one.base)
    const range = neededRange(one, market)
    const candles = await store.read(market, range)
    const { market: minutes, sources } = seriesMarket(one, candles, await quotes?.read(market, range))
    const { open, high, low } = minutes
    const bars = needsBars ? { bars: { open, high, low } } : {}
    filled.push({ ...one, ...bars, fills: fillRows(one.ranges, minutes, model) })
    spreads.push(sources)
    volumes.set(one.base, minutes.quoteVolume)
  }
  return { series: filled, assumptions: { stake, impact, spreads }, volumes }
}

/** Gives the rows that select epochs and thresholds the fills that were asked for; none for fills at the close. A base without rows has none. */
export async function fillSelection<S extends LabelledSeries>(
  series: readonly S[],
  bases: readonly Base[],
  rules: FillRules,
  sources: Pick<DataSources, 'candles' | 'quotes'>,
): Promise<readonly S[]> {
  if (rules.fills === 'close') return series
  const marketOf = (base: string): Market => marketAmong(bases, base)
  const filled: S[] = []
  for (const one of series) {
    const [done] = one.time.length > 0 ? (await fillSeries([one], marketOf, rules, sources)).series : []
    filled.push(done ?? one)
  }
  return filled
}

/** The market of a base of that name; there must be one. */
export function marketAmong(bases: readonly Base[], name: string): Market {
  const found = bases.find((base) => base.name === name)
  if (!found) throw new Error(`no market of base ${name}`)
  return found.market
}

function neededRange({ time }: FillableSeries, market: Market): TimeRange {
  const calendar = calendarOf(market)
  const first = calendar.ordinalAt(time[0] ?? 0)
  const last = calendar.ordinalAt(time.at(-1) ?? 0)
  return { from: calendar.timeAt(first - SPREAD_REACH), to: calendar.timeAt(last + 1) }
}

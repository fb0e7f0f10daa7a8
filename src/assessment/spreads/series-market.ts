import type { Candles } from '../../core/candles.js'
import { fillFrom } from '../../core/fill-from.js'
import { rowAt } from '../../core/grid.js'
import type { FillMarket } from '../../exchange/simulated/engine/fill-model.js'
import type { LabelledSeries } from '../scored-series.js'
import { trailingSpreads } from './trailing-spreads.js'

/** The candles that fills are computed from; they reach back before the rows as far as the estimate of a spread does. */
export type FillCandles = Pick<
  Candles,
  'grid' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'quoteVolume' | 'filled'
>

/** Where the spreads of a series come from, by rows, and how wide they are. */
export interface SpreadSources {
  readonly base: string
  /** Rows whose spread is estimated from candles (EDGE). */
  readonly estimated: number
  /** Rows that have one tick: there is no estimate, or it is smaller. */
  readonly tick: number
  /** Smallest step of the price, as the digits of its prices show it. */
  readonly tickSize: number
  /** Mean spread over all rows, as a share of the price. */
  readonly meanSpread: number
}

/** The minutes of a series as a market that orders are filled in. */
export interface SeriesMarket {
  readonly market: FillMarket
  readonly sources: SpreadSources
}

/** Takes the candles of the rows of a series, row by row, with the spread that is estimated for each. */
export function seriesMarket(series: Pick<LabelledSeries, 'base' | 'time'>, candles: FillCandles): SeriesMarket {
  const rows = series.time.map((time) => rowAt(candles.grid, time))
  const pick = (column: (row: number) => number | undefined): Float64Array =>
    rows.map((row) => column(row) ?? Number.NaN)
  const { open, high, low, close, volume, quoteVolume, filled } = candles
  const estimates = trailingSpreads(candles, candles.grid.first)
  const market = {
    open: pick((row) => open[row]),
    high: pick((row) => high[row]),
    low: pick((row) => low[row]),
    close: pick((row) => close[row]),
    quoteVolume: pick((row) => quoteVolumeAt(row, quoteVolume, volume, close)),
    filled: fillFrom(new Uint8Array(rows.length), (i) => filled[rows[i] ?? 0] ?? 0),
    spread: pick((row) => estimates[row]),
    tick: priceTick(close),
  }
  return { market, sources: { base: series.base, ...describeSpreads(market) } }
}

/** Traded volume in quote; where the source does not say, the volume at the close. */
function quoteVolumeAt(row: number, quoteVolume: Float64Array, volume: Float64Array, close: Float64Array): number {
  const known = quoteVolume[row] ?? Number.NaN
  return Number.isNaN(known) ? (volume[row] ?? 0) * (close[row] ?? 0) : known
}

function describeSpreads({ open, spread, tick }: FillMarket): Omit<SpreadSources, 'base'> {
  let estimated = 0
  let sum = 0
  spread.forEach((share, row) => {
    const tickShare = tick / (open[row] ?? 0)
    if (share > tickShare) estimated++
    sum += share > tickShare ? share : tickShare
  })
  const rows = spread.length
  return { estimated, tick: rows - estimated, tickSize: tick, meanSpread: rows > 0 ? sum / rows : 0 }
}

/** Digits after the point that are looked at. */
const MAX_DIGITS = 8

/** The power of ten that all the prices are multiples of: what an exchange steps its prices by, or less. 1 where there are none. */
export function priceTick(prices: Float64Array): number {
  let digits = 0
  for (const price of prices) {
    while (digits < MAX_DIGITS && !isMultiple(price, digits)) digits++
  }
  return 10 ** -digits
}

function isMultiple(price: number, digits: number): boolean {
  const scaled = price * 10 ** digits
  return Math.abs(scaled - Math.round(scaled)) <= 1e-9 * Math.max(1, scaled)
}

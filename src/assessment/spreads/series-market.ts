import type { Candles } from '../../core/candles.js'
import { fillFrom } from '../../core/fill-from.js'
import { rowAt } from '../../core/grid.js'
import type { Quotes } from '../../store/quotes/quotes.js'
import type { FillMarket } from '../../exchange/simulated/engine/fill-model.js'
import type { LabelledSeries } from '../scored-series.js'
import { quotedSpreads } from './quoted-spreads.js'
import { trailingSpreads } from './trailing-spreads.js'
import { trailingTicks } from './trailing-ticks.js'

/** The candles that fills are computed from; they reach back before the rows as far as the estimate of a spread does. */
export type FillCandles = Pick<
  Candles,
  'grid' | 'open' | 'high' | 'low' | 'close' | 'volume' | 'quoteVolume' | 'filled'
>

/** Where the spreads of a series come from, by rows, and how wide they are. */
export interface SpreadSources {
  readonly base: string
  /** Rows whose spread is that of a quote; at least a tick. */
  readonly quoted: number
  /** Rows without a quote whose spread is estimated from candles (EDGE). */
  readonly estimated: number
  /** Rows that have one tick: there is neither a quote nor an estimate above it. */
  readonly tick: number
  /** Smallest step of the price in the last row, as the digits of prices show it. */
  readonly tickSize: number
  /** Mean spread over all rows, as a share of the price. */
  readonly meanSpread: number
}

/** The minutes of a series as a market that orders are filled in. */
export interface SeriesMarket {
  readonly market: FillMarket
  readonly sources: SpreadSources
}

/**
 * Takes the candles of the rows of a series, row by row, with the spread that is known of each at its open: quoted, else estimated. A row's values
 * do not depend on where candles and quotes begin, as long as the candles hold `SPREAD_REACH` minutes before it, and the quotes
 * `MAX_QUOTE_AGE`.
 */
export function seriesMarket(
  series: Pick<LabelledSeries, 'base' | 'time'>,
  candles: FillCandles,
  quotes?: Quotes,
): SeriesMarket {
  const rows = series.time.map((time) => rowAt(candles.grid, time))
  const pick = (column: (row: number) => number | undefined): Float64Array =>
    rows.map((row) => column(row) ?? Number.NaN)
  const { open, high, low, close, volume, quoteVolume, filled } = candles
  const quoted = pickFrom(quotedSpreads(quotes, candles.grid), rows)
  const estimates = trailingSpreads(candles, candles.grid.first)
  const market = {
    open: pick((row) => open[row]),
    high: pick((row) => high[row]),
    low: pick((row) => low[row]),
    close: pick((row) => close[row]),
    quoteVolume: pick((row) => quoteVolumeAt(row, quoteVolume, volume, close)),
    filled: fillFrom(new Uint8Array(rows.length), (i) => filled[rows[i] ?? 0] ?? 0),
    spread: pickFrom(estimates, rows).map((estimate, i) => {
      const share = quoted[i] ?? Number.NaN
      return Number.isNaN(share) ? estimate : share
    }),
    tick: pickFrom(trailingTicks(candles, candles.grid.first), rows),
  }
  return { market, sources: { base: series.base, ...describeSpreads(market, quoted) } }
}

function pickFrom(column: Float64Array, rows: Float64Array): Float64Array {
  return rows.map((row) => column[row] ?? Number.NaN)
}

/** Traded volume in quote; where the source does not say, the volume at the close. */
function quoteVolumeAt(row: number, quoteVolume: Float64Array, volume: Float64Array, close: Float64Array): number {
  const known = quoteVolume[row] ?? Number.NaN
  return Number.isNaN(known) ? (volume[row] ?? 0) * (close[row] ?? 0) : known
}

function describeSpreads({ open, spread, tick }: FillMarket, quotes: Float64Array): Omit<SpreadSources, 'base'> {
  let [quoted, estimated, sum] = [0, 0, 0]
  spread.forEach((share, row) => {
    const tickShare = (tick[row] ?? 0) / (open[row] ?? 0)
    if (!Number.isNaN(quotes[row] ?? Number.NaN)) quoted++
    else if (share > tickShare) estimated++
    sum += share > tickShare ? share : tickShare
  })
  const rows = spread.length
  return {
    quoted,
    estimated,
    tick: rows - quoted - estimated,
    tickSize: tick.at(-1) ?? 1,
    meanSpread: rows > 0 ? sum / rows : 0,
  }
}

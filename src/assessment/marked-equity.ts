import { MINUTE } from '../core/time.js'
import type { LabelledSeries } from './scored-series.js'
import { tradeGain, type Trade } from './simulate-trades.js'

/** The trades of one base, and the closes that open positions are marked by. */
export interface MarkedTrades {
  readonly series: Pick<LabelledSeries, 'time' | 'close'>
  readonly trades: readonly Pick<Trade, 'buyRow' | 'sellRow' | 'buyPrice' | 'gain'>[]
}

/** Summed gain at the close of each minute, each trade with the same stake; open positions count as if they were sold then. */
export interface MarkedEquity {
  /** Epoch minute of the first value. */
  readonly first: number
  readonly gain: Float64Array
}

/** Marks the equity from the first to the last row of all the series. */
export function markEquity(traded: readonly MarkedTrades[], fee: number): MarkedEquity {
  const first = Math.min(...traded.map(({ series }) => minuteOf(series, 0)))
  const last = Math.max(...traded.map(({ series }) => minuteOf(series, series.time.length - 1)))
  const length = last >= first ? last - first + 1 : 0
  const gain = new Float64Array(length)
  // What is closed lasts: it is added up from its minute on.
  const closed = new Float64Array(length)
  for (const { series, trades } of traded) {
    for (const { buyRow, sellRow, buyPrice, gain: realized } of trades) {
      const bought = minuteOf(series, buyRow) - first
      for (let row = buyRow; row < sellRow; row++)
        gain[bought + row - buyRow] =
          (gain[bought + row - buyRow] ?? 0) + tradeGain(buyPrice, series.close[row] ?? 0, fee)
      const sold = minuteOf(series, sellRow) - first
      closed[sold] = (closed[sold] ?? 0) + realized
    }
  }
  let sum = 0
  for (let minute = 0; minute < length; minute++) {
    sum += closed[minute] ?? 0
    gain[minute] = (gain[minute] ?? 0) + sum
  }
  return { first, gain }
}

/** How far each value lies below the highest so far, the start at 0 included; never negative. */
export function drawdownsOf(gain: Float64Array): Float64Array {
  let peak = 0
  return gain.map((value) => {
    peak = Math.max(peak, value)
    return peak - value
  })
}

/** The deepest drawdown of trades, marked by the minute; 0 without trades. */
export function markedDrawdown(traded: readonly MarkedTrades[], fee: number): number {
  if (traded.every(({ trades }) => trades.length === 0)) return 0
  const { gain } = markEquity(traded, fee)
  let peak = 0
  let deepest = 0
  for (const value of gain) {
    if (value > peak) peak = value
    else if (peak - value > deepest) deepest = peak - value
  }
  return deepest
}

/** -Infinity and Infinity where there is no such row, so that it is neither the first nor the last. */
function minuteOf({ time }: MarkedTrades['series'], row: number): number {
  const found = time[row]
  if (found === undefined) return row < 0 ? -Infinity : Infinity
  return Math.round(found / MINUTE)
}

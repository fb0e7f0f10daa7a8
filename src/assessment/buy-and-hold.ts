import type { ScoredSeries, LabelledSeries } from './scored-series.js'
import { fillPricesOf } from './row-fills.js'
import { tradeGain } from './simulate-trades.js'
import { MINUTE } from '../core/time.js'
import type { BuyAndHoldCurve } from './report/report-data.js'

/**
 * Summed gain, after fees, of buying in the first minute of every contiguous range and selling at its end, filled as the series says: what doing
 * nothing clever gives over the same minutes with the same stake. Ranges of a single row are left out.
 */
export function buyAndHoldGain(series: Pick<ScoredSeries, 'ranges' | 'close' | 'fills'>, fee: number): number {
  const { buyPrice, sellPrice } = fillPricesOf(series)
  return series.ranges
    .filter((range) => range.to - range.from > 1)
    .reduce((sum, { from, to }) => sum + tradeGain(buyPrice[from] ?? 0, sellPrice[to - 1] ?? 0, fee), 0)
}

/** Most points of a curve. */
const POINTS = 1500

/** How the gain of buying and holding each contiguous range of all the series develops, fees included, summed. */
export function buyAndHoldCurve(series: readonly LabelledSeries[], fee: number): BuyAndHoldCurve {
  const from = Math.min(...series.map((one) => one.time[0] ?? Infinity))
  const to = Math.max(...series.map((one) => one.time.at(-1) ?? -Infinity))
  const step = Math.max(1, Math.ceil((to - from) / MINUTE / (POINTS - 1)))
  const count = Math.ceil((to - from) / MINUTE / step) + 1
  const minute = Array.from({ length: count }, (_, i) => Math.min(from / MINUTE + i * step, to / MINUTE))
  const curves = series.map((one) => curveOf(one, fee, minute))
  return { minute, gain: minute.map((_, i) => curves.reduce((sum, curve) => sum + (curve[i] ?? 0), 0)) }
}

function curveOf(series: LabelledSeries, fee: number, minutes: readonly number[]): Float64Array {
  const gains = new Float64Array(minutes.length)
  const { ranges, time, close } = series
  const { buyPrice, sellPrice } = fillPricesOf(series)
  let closed = 0
  let current = 0
  minutes.forEach((minute, point) => {
    const now = minute * MINUTE
    let range = ranges[current]
    while (range && (time[range.to - 1] ?? 0) <= now) {
      if (range.to - range.from > 1) closed += tradeGain(buyPrice[range.from] ?? 0, sellPrice[range.to - 1] ?? 0, fee)
      range = ranges[++current]
    }
    const started = range ? Math.floor((now - (time[range.from] ?? Infinity)) / MINUTE) : -1
    const open = range && started > 0 ? tradeGain(buyPrice[range.from] ?? 0, close[range.from + started] ?? 0, fee) : 0
    gains[point] = closed + open
  })
  return gains
}

import { allocateBars, type Bars } from './bars.js'

/**
 * The same bars put together to a multiple of their interval: first open, highest high, lowest low, last close of what is
 * there, and the sum of the volumes. Extremes and volume survive any number of steps. Throws RangeError where the interval
 * is no multiple.
 */
export function coarserBars(bars: Bars, interval: number): Bars {
  const factor = interval / bars.interval
  if (!Number.isInteger(factor) || factor < 1) {
    throw new RangeError(`bars of ${bars.interval} ms cannot be put together to ${interval} ms`)
  }
  if (factor === 1) return bars
  const first = Math.floor(bars.first / factor)
  const end = bars.rows === 0 ? first : Math.floor((bars.first + bars.rows - 1) / factor) + 1
  const coarse = allocateBars(interval, first, end - first)
  for (let row = 0; row < bars.rows; row++) addBar(coarse, Math.floor((bars.first + row) / factor) - first, bars, row)
  return coarse
}

/** Lays a bar over what its bucket has so far; bars come in the order of time. */
function addBar(into: Bars, bucket: number, from: Bars, row: number): void {
  const close = from.close[row] ?? Number.NaN
  if (Number.isNaN(close)) return
  const high = from.high[row] ?? Number.NaN
  const low = from.low[row] ?? Number.NaN
  const isFirst = Number.isNaN(into.close[bucket] ?? Number.NaN)
  if (isFirst) into.open[bucket] = from.open[row] ?? Number.NaN
  if (isFirst || high > (into.high[bucket] ?? 0)) into.high[bucket] = high
  if (isFirst || low < (into.low[bucket] ?? 0)) into.low[bucket] = low
  into.close[bucket] = close
  into.volume[bucket] = (into.volume[bucket] ?? 0) + (from.volume[row] ?? 0)
}

import { DAY, HOUR, MINUTE } from '../core/time.js'
import type { Candles } from '../core/candles.js'

/**
 * Candles put together, one bar for each bucket of `interval` milliseconds; bucket n begins at n · interval since the epoch,
 * whatever the range. A bar without a single candle of the source has NaN for prices and no volume.
 */
export interface Bars {
  readonly interval: number
  /** Number of the first bar's bucket. */
  readonly first: number
  readonly rows: number
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
  readonly close: Float64Array
  readonly volume: Float64Array
}

/** Milliseconds that a bar may cover, ascending; each divides a later one that is derived from it. */
export const BAR_INTERVALS: readonly number[] = [
  MINUTE,
  2 * MINUTE,
  5 * MINUTE,
  10 * MINUTE,
  15 * MINUTE,
  30 * MINUTE,
  HOUR,
  2 * HOUR,
  4 * HOUR,
  12 * HOUR,
  DAY,
  2 * DAY,
  4 * DAY,
  8 * DAY,
  16 * DAY,
  32 * DAY,
]

/** The finest interval with which `span` milliseconds take at most `points` bars; else the coarsest. */
export function chooseBarInterval(span: number, points: number): number {
  return BAR_INTERVALS.find((interval) => countBuckets(span, interval) <= points) ?? BAR_INTERVALS.at(-1) ?? DAY
}

/** Buckets that a span touches: one more where it begins inside of one. */
function countBuckets(span: number, interval: number): number {
  return Math.ceil(span / interval) + 1
}

/** Allocates bars with NaN prices and no volume, to be written into. */
export function allocateBars(interval: number, first: number, rows: number): Bars {
  const prices = (): Float64Array => new Float64Array(rows).fill(Number.NaN)
  return {
    interval,
    first,
    rows,
    open: prices(),
    high: prices(),
    low: prices(),
    close: prices(),
    volume: new Float64Array(rows),
  }
}

/** Bytes that the values take. */
export function barsByteLength({ rows }: Bars): number {
  return 5 * 8 * rows
}

/** The columns of candles that bars are made of. */
export const BAR_COLUMNS = ['open', 'high', 'low', 'close', 'volume', 'filled'] as const

/**
 * Makes one bar of each candle of a market that never closes; a filled one has no prices. The columns of the candles become
 * those of the bars.
 */
export function candlesToBars(candles: Pick<Candles, 'grid' | (typeof BAR_COLUMNS)[number]>): Bars {
  const { grid, filled, open, high, low, close, volume } = candles
  for (let row = 0; row < grid.rows; row++) {
    if (filled[row] === 0) continue
    for (const prices of [open, high, low, close]) prices[row] = Number.NaN
    volume[row] = 0
  }
  return { interval: grid.calendar.interval, first: grid.first, rows: grid.rows, open, high, low, close, volume }
}

/**
 * Aggregates bars to a multiple of their interval: first open, highest high, lowest low, last close, and the sum of the
 * volumes. Extremes and volume survive any number of steps. Throws RangeError where the interval
 * is no multiple.
 */
export function aggregateBars(bars: Bars, interval: number): Bars {
  const factor = interval / bars.interval
  if (!Number.isInteger(factor) || factor < 1) {
    throw new RangeError(`bars of ${bars.interval} ms cannot be aggregated to ${interval} ms`)
  }
  if (factor === 1) return bars
  const first = Math.floor(bars.first / factor)
  const end = bars.rows === 0 ? first : Math.floor((bars.first + bars.rows - 1) / factor) + 1
  const coarse = allocateBars(interval, first, end - first)
  for (let row = 0; row < bars.rows; row++) addBar(coarse, Math.floor((bars.first + row) / factor) - first, bars, row)
  return coarse
}

/** Adds a bar to what its bucket has so far; bars come in the order of time. */
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

/**
 * Joins pieces of one interval, which do not overlap, to the buckets `first … first + rows − 1`; buckets that no piece has stay
 * empty.
 */
export function joinBars(pieces: readonly Bars[], interval: number, first: number, rows: number): Bars {
  const joined = allocateBars(interval, first, rows)
  for (const piece of pieces) {
    if (piece.interval !== interval) throw new RangeError(`a piece has bars of ${piece.interval} ms, not ${interval}`)
    const from = Math.max(first, piece.first)
    const to = Math.min(first + rows, piece.first + piece.rows)
    if (from >= to) continue
    for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) {
      joined[name].set(piece[name].subarray(from - piece.first, to - piece.first), from - first)
    }
  }
  return joined
}

import { DAY, HOUR, MINUTE } from '../../core/time.js'

/**
 * Candles put together, one bar for each bucket of `interval` milliseconds; bucket n begins at n · interval since the epoch,
 * whatever range was asked for. A bar without a single candle of the source has NaN for prices and no volume.
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

/** What a bar may cover, ascending; each divides a later one that is derived from it. */
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
export function barInterval(span: number, points: number): number {
  return BAR_INTERVALS.find((interval) => bucketsIn(span, interval) <= points) ?? BAR_INTERVALS.at(-1) ?? DAY
}

/** A span that begins inside a bucket touches one more. */
function bucketsIn(span: number, interval: number): number {
  return Math.ceil(span / interval) + 1
}

/** Bars with NaN prices and no volume, to be written into. */
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
export function bytesOfBars({ rows }: Bars): number {
  return 5 * 8 * rows
}

import type { RowFills } from './row-fills.js'

/** Rows `from … to − 1` that follow each other minute by minute. */
export interface RowRange {
  readonly from: number
  readonly to: number
}

/**
 * The scores of one base with what they are compared with: equally long columns over the scored rows, in the order of time. Rows without a
 * score or a final label are left out; a position is never carried over the gap between two ranges.
 */
export interface ScoredSeries {
  readonly base: string
  /** Contiguous ranges, in order, without overlap, together all rows. */
  readonly ranges: readonly RowRange[]
  /** Open time of each row's candle, epoch ms. */
  readonly time: Float64Array
  readonly close: Float64Array
  /** Index into hold, buy, sell. */
  readonly target: Uint8Array
  readonly hold: Float32Array
  readonly buy: Float32Array
  readonly sell: Float32Array
  /** What its orders are filled at; left out: the closes of the rows that decide. */
  readonly fills?: RowFills
  /** Candles of the rows; left out: only the closes are known. */
  readonly bars?: RowBars
}

/** Open, highest and lowest price of each row, as long as the series. */
export interface RowBars {
  readonly open: Float64Array
  readonly high: Float64Array
  readonly low: Float64Array
}

/** Throws RangeError where a series has only closes. */
export function requireBars({ base, bars }: Pick<ScoredSeries, 'base' | 'bars'>): RowBars {
  if (!bars)
    throw new RangeError(`exits within a minute need its highest and lowest price, and base ${base} has only closes`)
  return bars
}

/** Whether a row's scores are a net's: between the events of a sampler they are certain of hold, and nothing is decided. */
export function isDecided({ hold, buy, sell }: Pick<ScoredSeries, 'hold' | 'buy' | 'sell'>, row: number): boolean {
  return hold[row] !== 1 || buy[row] !== 0 || sell[row] !== 0
}

/** What there is of a series before anything was scored. */
export type LabelledSeries = Omit<ScoredSeries, 'hold' | 'buy' | 'sell'>

/** The contiguous ranges of ascending times: a new one begins wherever the step is not `interval` milliseconds. */
export function contiguousRanges(time: Float64Array, interval: number): RowRange[] {
  const ranges: RowRange[] = []
  let from = 0
  for (let row = 1; row <= time.length; row++) {
    if (row < time.length && (time[row] ?? 0) - (time[row - 1] ?? 0) === interval) continue
    ranges.push({ from, to: row })
    from = row
  }
  return ranges
}

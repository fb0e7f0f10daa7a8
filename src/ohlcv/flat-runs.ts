import type { Candles } from '../core/candles.js'
import { rowAt, timeAt } from '../core/grid.js'
import type { TimeRange } from '../core/time.js'
import { findRuns } from './gaps.js'

/** Successive candles of a source that all show one and the same price. */
export interface FlatRun extends TimeRange {
  readonly minutes: number
}

/** At least so many minutes at one price are a flat run where no other length is configured. */
export const MIN_FLAT_MINUTES = 30
/** A flat run is stale where another market traded in at least this share of its minutes. */
const TRADED_SHARE = 0.5

/** The columns that flat runs are found in. */
export const FLAT_RUN_COLUMNS = ['open', 'high', 'low', 'close', 'filled'] as const

type Prices = Pick<Candles, 'grid' | (typeof FLAT_RUN_COLUMNS)[number]>

/** Every run of at least `minMinutes` candles of the source whose open, high, low and close are one price throughout. */
export function findFlatRuns(candles: Prices, minMinutes: number = MIN_FLAT_MINUTES): FlatRun[] {
  const { grid, open, high, low, close, filled } = candles
  const isFlat = (row: number): boolean =>
    filled[row] === 0 && high[row] === low[row] && open[row] === close[row] && open[row] === high[row]
  // A run starts anew where the price changes from one flat candle to the next.
  const continues = (row: number): boolean => isFlat(row) && isFlat(row - 1) && close[row] === close[row - 1]
  return findRuns(grid.rows, continues).flatMap(([from, to]) => {
    const minutes = to - from + 1
    return minutes < minMinutes ? [] : [{ from: timeAt(grid, from - 1), to: timeAt(grid, to), minutes }]
  })
}

/**
 * Whether a flat run is a frozen source rather than a market at rest: another market of the exchange traded meanwhile. With
 * no other market to compare with, nothing is stale.
 */
export function isStaleRun(run: FlatRun, others: readonly Pick<Candles, 'grid' | 'volume'>[]): boolean {
  return others.some(({ grid, volume }) => {
    const minutes = volume.subarray(Math.max(0, rowAt(grid, run.from)), Math.max(0, rowAt(grid, run.to)))
    return minutes.filter((value) => value > 0).length >= TRADED_SHARE * run.minutes
  })
}

import type { Candles } from '../core/candles.js'
import { meanDiffs, plainMeanDiffs, type MeanDiffOptions } from './mean-diffs.js'
import { pivot } from './pivot.js'
import { simdPivotTrends } from './pivot-trends-simd.js'
import { plainRollingSlopes, rollingSlopes } from './rolling-slopes.js'

/** Rows that every evaluated row must have before it, whatever its windows: running sums are counted from borders that far apart. */
export const PIVOT_TRENDS_HISTORY = 12_960 - 1

export interface PivotTrendOptions {
  /** Differences between successive means; they reach back `PIVOT_TRENDS_HISTORY` rows at most. */
  readonly diffs: Omit<MeanDiffOptions, 'from'>
  /** Windows of the slopes, ascending, of 2 to `PIVOT_TRENDS_HISTORY` + 1 rows. */
  readonly windows: readonly number[]
  /** First row that is evaluated, at least `PIVOT_TRENDS_HISTORY`. */
  readonly from: number
}

/** The candle columns that pivots and their trends are made of. */
export type PivotCandles = Pick<Candles, 'grid' | 'open' | 'high' | 'low' | 'close'>

/**
 * Differences between means of the pivot price and slopes of lines through it, divided by the current pivot: what `meanDiffs`
 * and `rollingSlopes` make of `pivot`, in one pass. A flat window has the slope zero exactly.
 *
 * WebAssembly SIMD does the work; `meanDiffs` and `rollingSlopes` do it where there is none. The two differ by 3e-7 relative at
 * most (roundings of single precision), and by what moves a line's end by 1e-11 of the highest price in reach. Options that are
 * one constant object are prepared once, which pays for a live row.
 * @returns one column for each difference, then one for each window, with a value for each row from `from` on
 */
export function pivotTrends(candles: PivotCandles, options: PivotTrendOptions): Float32Array[] {
  requireOptions(options)
  return simdPivotTrends?.(candles, options) ?? trendsOf(candles, options, meanDiffs, rollingSlopes)
}

/** `pivotTrends` by plain loops: the fast form is compared with it. */
export function plainPivotTrends(candles: PivotCandles, options: PivotTrendOptions): Float32Array[] {
  return trendsOf(candles, options, plainMeanDiffs, plainRollingSlopes)
}

function trendsOf(
  candles: PivotCandles,
  { diffs, windows, from }: PivotTrendOptions,
  diffsOf: typeof meanDiffs,
  slopesOf: typeof rollingSlopes,
): Float32Array[] {
  const pivots = pivot(candles)
  const divisor = pivots.subarray(from)
  return [
    ...diffsOf(pivots, { ...diffs, from }, divisor),
    ...slopesOf(pivots, windows, { first: candles.grid.first, from }, divisor),
  ]
}

function requireOptions({ diffs, windows, from }: PivotTrendOptions): void {
  const wrong = windows.find((window, i) => {
    const min = Math.max(2, windows[i - 1] ?? 0)
    return !Number.isInteger(window) || window < min || window > PIVOT_TRENDS_HISTORY + 1
  })
  if (wrong !== undefined) {
    throw new RangeError(
      `windows of 2 to ${PIVOT_TRENDS_HISTORY + 1} rows are expected, ascending, and there is one of ${wrong}`,
    )
  }
  if (from < PIVOT_TRENDS_HISTORY)
    throw new RangeError(`row ${from} does not have ${PIVOT_TRENDS_HISTORY} rows before it`)
  if ((diffs.count + 1) * diffs.window - 1 > PIVOT_TRENDS_HISTORY) {
    throw new RangeError(
      `${diffs.count} differences of ${diffs.window} rows reach further back than ${PIVOT_TRENDS_HISTORY} rows`,
    )
  }
}

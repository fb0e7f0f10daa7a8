import type { Candles } from '../core/candles.js'
import { meanSteps, plainMeanSteps, type MeanSteps } from './mean-steps.js'
import { pivot } from './pivot.js'
import { simdPivotTrends } from './pivot-trends-simd.js'
import { plainRollingSlopes, rollingSlopes } from './rolling-slopes.js'

/** Rows that every evaluated row must have before it, whatever its windows: running sums are counted from borders that far apart. */
export const TRENDS_REACH = 12_960 - 1

export interface PivotTrends {
  /** Steps between successive means; they reach back `TRENDS_REACH` rows at most. */
  readonly steps: Omit<MeanSteps, 'from'>
  /** Windows of the slopes, ascending, of 2 to `TRENDS_REACH` + 1 rows. */
  readonly windows: readonly number[]
  /** First row that is evaluated, at least `TRENDS_REACH`. */
  readonly from: number
}

/** What of candles the trends of their pivots are made of. */
export type PivotCandles = Pick<Candles, 'grid' | 'open' | 'high' | 'low' | 'close'>

/**
 * Steps between means of the pivot price and slopes of lines through it, as shares of the current pivot: what `meanSteps` and
 * `rollingSlopes` make of `pivot`, in one pass by WebAssembly SIMD, and by these where there is none. The one differs from the other by
 * 3e-7 relative at most (roundings of single precision), and by what moves a line's end by 1e-11 of the highest price in
 * reach. A flat window has the slope zero exactly.
 * @returns for each step one column, then one for each window, with a value for each row from `from` on
 */
export function pivotTrends(candles: PivotCandles, trends: PivotTrends): Float32Array[] {
  assertTrends(trends)
  return simdPivotTrends?.(candles, trends) ?? trendsOf(candles, trends, meanSteps, rollingSlopes)
}

/** `pivotTrends` by plain loops: what its fast form is held against. */
export function plainPivotTrends(candles: PivotCandles, trends: PivotTrends): Float32Array[] {
  return trendsOf(candles, trends, plainMeanSteps, plainRollingSlopes)
}

function trendsOf(
  candles: PivotCandles,
  { steps, windows, from }: PivotTrends,
  stepsOf: typeof meanSteps,
  slopesOf: typeof rollingSlopes,
): Float32Array[] {
  const pivots = pivot(candles)
  const whole = pivots.subarray(from)
  return [
    ...stepsOf(pivots, { ...steps, from }, whole),
    ...slopesOf(pivots, windows, { first: candles.grid.first, from }, whole),
  ]
}

function assertTrends({ steps, windows, from }: PivotTrends): void {
  const wrong = windows.find((window, i) => {
    const least = Math.max(2, windows[i - 1] ?? 0)
    return !Number.isInteger(window) || window < least || window > TRENDS_REACH + 1
  })
  if (wrong !== undefined) {
    throw new RangeError(
      `windows of 2 to ${TRENDS_REACH + 1} rows are expected, ascending, and there is one of ${wrong}`,
    )
  }
  if (from < TRENDS_REACH) throw new RangeError(`row ${from} does not have ${TRENDS_REACH} rows before it`)
  if ((steps.count + 1) * steps.window - 1 > TRENDS_REACH) {
    throw new RangeError(`${steps.count} steps of ${steps.window} rows reach further back than ${TRENDS_REACH} rows`)
  }
}

import { createRng } from '../core/rng.js'
import type { ScoredSeries } from './scored-series.js'
import type { ThresholdResult, ThresholdMatrix } from './threshold-matrix.js'
import { simulateTrades } from './simulate-trades.js'

/** A cell that was chosen for what it gained at least, not for what it happened to gain. */
export interface RobustThresholds extends ThresholdResult {
  /** Lower bound of the interval of `level` around the summed gain. */
  readonly lower: number
}

export interface RobustThresholdOptions {
  readonly seed: number
  /** A cell with fewer trades does not count; default 30. */
  readonly minTrades?: number
  /** Resamplings; default 500. */
  readonly draws?: number
  /** Default 0.9: one in twenty resamplings gains less than the lower bound. */
  readonly level?: number
}

/** Number of the bootstrap's streams among all random streams of one seed. */
const STREAM = 0xb007

/**
 * The cell with the highest lower bound; undefined where no cell has enough trades. The bound comes from resampling the gains
 * of the cell's trades with replacement, and never exceeds what the cell gained, so that cells that gained less than the best
 * bound so far need no resampling. Trades are taken as independent: those of bases that move together are less so, and the
 * true interval is wider.
 */
export function robustThresholds(
  series: readonly ScoredSeries[],
  matrix: ThresholdMatrix,
  options: RobustThresholdOptions,
): RobustThresholds | undefined {
  const { minTrades = 30 } = options
  const cells = cellsOf(matrix).filter(({ count }) => count >= minTrades)
  cells.sort((a, b) => b.gain - a.gain)
  let best: RobustThresholds | undefined
  for (const cell of cells) {
    if (best && cell.gain <= best.lower) break
    const rule = { ...cell, fee: matrix.fee }
    const gains = Float64Array.from(series.flatMap((one) => simulateTrades(one, rule)).map(({ gain }) => gain))
    const lower = Math.min(cell.gain, lowerBound(gains, cell, options))
    if (!best || lower > best.lower) best = { ...cell, lower }
  }
  return best
}

function cellsOf({ thresholds, gain, count }: ThresholdMatrix): ThresholdResult[] {
  return thresholds.flatMap((buyThreshold, buy) =>
    thresholds.map((sellThreshold, sell) => ({
      buyThreshold,
      sellThreshold,
      gain: gain[buy]?.[sell] ?? 0,
      count: count[buy]?.[sell] ?? 0,
    })),
  )
}

/** A quantile of the summed gains of all resamplings. */
function lowerBound(
  gains: Float64Array,
  { buyThreshold, sellThreshold }: ThresholdResult,
  { seed, draws = 500, level = 0.9 }: RobustThresholdOptions,
): number {
  const rng = createRng(seed, STREAM, Math.round(100 * buyThreshold), Math.round(100 * sellThreshold))
  const sums = new Float64Array(draws)
  for (let draw = 0; draw < draws; draw++) {
    let sum = 0
    for (let i = 0; i < gains.length; i++) sum += gains[rng.below(gains.length)] ?? 0
    sums[draw] = sum
  }
  sums.sort()
  return sums[Math.floor(((1 - level) / 2) * draws)] ?? 0
}

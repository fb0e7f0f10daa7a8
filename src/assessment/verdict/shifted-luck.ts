import type { ThresholdPair } from '../assessment.js'
import type { ScoredSeries } from '../scored-series.js'
import { testPermutations } from '../shifted-scores.js'
import { quantile } from '../../datasets/statistics/quantile.js'
import { permutationPValue } from '../statistics/permutation-p-value.js'
import { cellOf, type Trading } from './daily-cells.js'
import { ALPHA } from './sharpe-figures.js'
import type { LuckFigures } from './verdict.js'

/** Scores that are traded together, and the cell that was selected for them elsewhere; left out, they select their own. */
export interface ShiftedStretch {
  readonly series: readonly ScoredSeries[]
  readonly cell?: ThresholdPair | undefined
}

export interface ShiftedLuckOptions extends Trading {
  readonly horizon: number
  readonly seed: number
  /** Of how many attempts the scores are the best. */
  readonly attempts: number
}

/** Draws for a single attempt, and rows that are traded at most over all draws. */
const MIN_DRAWS = 199
const MAX_ROWS = 40_000_000

/**
 * Compares what the stretches gain together with what they gain by scores that are shifted against their minutes, all stretches of a draw by the
 * same share of their length. The more attempts there were, the more draws are made, so that a small share can be told. Undefined
 * where no range is long enough to be shifted.
 */
export function shiftedLuck(
  stretches: readonly ShiftedStretch[],
  { attempts, ...options }: ShiftedLuckOptions,
): LuckFigures | undefined {
  const rows = stretches.flatMap(({ series }) => series).reduce((sum, { time }) => sum + time.length, 0)
  const wanted = Math.ceil((2 * attempts) / ALPHA)
  const draws = Math.max(MIN_DRAWS, Math.min(wanted, Math.floor(MAX_ROWS / Math.max(1, rows))))
  const tests = stretches.map(({ series, cell }) => {
    const fixed = cell && cellOf(cell)
    const found = testPermutations(series, { ...options, draws, ...(fixed !== undefined && { cell: fixed }) })
    return { ...found, bases: series.length }
  })
  const shifted = tests.filter((test) => test.rows > 0)
  if (shifted.length === 0) return undefined
  const observed = shifted.reduce((sum, test) => sum + test.observed / test.bases, 0)
  const gains = Float64Array.from({ length: draws }, (_, draw) =>
    shifted.reduce((sum, test) => sum + (test.draws[draw] ?? 0) / test.bases, 0),
  )
  const pValue = permutationPValue(observed, gains)
  return {
    pValue,
    adjustedPValue: 1 - (1 - pValue) ** attempts,
    draws,
    meanGain: gains.reduce((sum, gain) => sum + gain, 0) / draws,
    highGain: quantile(gains.toSorted(), 1 - ALPHA),
    selectsThresholds: stretches.some(({ cell }) => cell === undefined),
    retrains: false,
  }
}

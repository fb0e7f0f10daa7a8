import { scoresToProbabilities } from '../classifier/class-probabilities.js'
import { createReliabilityTally, type Reliability, type ReliabilityTally } from './reliability.js'
import type { ScoredSeries } from './scored-series.js'

/** How far one class's scores, and the probabilities made of them, can be taken at their word. */
export interface ClassReliability {
  readonly scores: Reliability
  readonly probabilities: Reliability
}

export interface ScoreReliabilityOptions {
  /** Class counts that probabilities are corrected by; undefined where scores are probabilities as they are. */
  readonly counts: readonly number[] | undefined
  readonly bins: number
  /** Leaves rows out. */
  readonly isCounted?: (one: ScoredSeries, row: number) => boolean
}

/** Rows that are corrected at once. */
const CHUNK = 16_384

/** For each class, in the order hold, buy, sell. */
export function scoreReliability(
  series: readonly ScoredSeries[],
  { counts, bins, isCounted = () => true }: ScoreReliabilityOptions,
): ClassReliability[] {
  const tallies = [0, 1, 2].map(() => ({ scores: createReliabilityTally(), probabilities: createReliabilityTally() }))
  for (const one of series) {
    for (let from = 0; from < one.target.length; from += CHUNK) {
      const rows = countedRows(one, from, Math.min(one.target.length, from + CHUNK), isCounted)
      const scores = interleaved(one, rows)
      addAll(
        tallies.map((tally) => tally.scores),
        scores,
        one,
        rows,
      )
      const probabilities = counts ? scoresToProbabilities(scores, counts) : scores
      addAll(
        tallies.map((tally) => tally.probabilities),
        probabilities,
        one,
        rows,
      )
    }
  }
  return tallies.map((tally) => ({
    scores: tally.scores.result(bins),
    probabilities: tally.probabilities.result(bins),
  }))
}

function countedRows(
  one: ScoredSeries,
  from: number,
  to: number,
  isCounted: (one: ScoredSeries, row: number) => boolean,
): Int32Array {
  const rows = new Int32Array(to - from)
  let count = 0
  for (let row = from; row < to; row++) if (isCounted(one, row)) rows[count++] = row
  return rows.subarray(0, count)
}

/** Scores [rows, 3]. */
function interleaved({ hold, buy, sell }: ScoredSeries, rows: Int32Array): Float32Array {
  const scores = new Float32Array(3 * rows.length)
  rows.forEach((row, index) => {
    scores[3 * index] = hold[row] ?? 0
    scores[3 * index + 1] = buy[row] ?? 0
    scores[3 * index + 2] = sell[row] ?? 0
  })
  return scores
}

function addAll(tallies: readonly ReliabilityTally[], values: Float32Array, one: ScoredSeries, rows: Int32Array): void {
  rows.forEach((row, index) => {
    tallies.forEach((tally, kind) => tally.add(values[3 * index + kind] ?? 0, one.target[row] === kind))
  })
}

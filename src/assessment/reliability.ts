import { scoresToProbabilities } from '../classifier/probabilities.js'
import type { ScoredSeries } from './scored-series.js'

/** Predictions of about the same height: what was predicted on average, and how often it was so. */
export interface ReliabilityBin {
  readonly predicted: number
  readonly observed: number
  readonly rows: number
}

export interface Reliability {
  /** Ascending; of about as many rows each. */
  readonly bins: readonly ReliabilityBin[]
  /** Expected calibration error: mean distance of predicted and observed over the bins, weighted by their rows. */
  readonly error: number
  /** Mean squared distance of the predictions from 1 where they came true and from 0 elsewhere. */
  readonly brier: number
}

/** Takes predictions one by one, in any number. */
export interface ReliabilityTally {
  add(predicted: number, isTrue: boolean): void
  /** In at most `bins` bins, with at least `rows / bins` rows each but for the last; equal predictions share a bin. */
  result(bins: number): Reliability
}

/** Number of fine bins from 0 to 1: enough for classes of a few in ten thousand. */
const FINE = 4000

export function createReliabilityTally(): ReliabilityTally {
  const rows = new Float64Array(FINE)
  const hits = new Float64Array(FINE)
  const sums = new Float64Array(FINE)
  let squares = 0
  let total = 0
  return {
    add(predicted, isTrue) {
      const place = Math.min(FINE - 1, Math.max(0, Math.floor(predicted * FINE)))
      rows[place] = (rows[place] ?? 0) + 1
      sums[place] = (sums[place] ?? 0) + predicted
      if (isTrue) hits[place] = (hits[place] ?? 0) + 1
      squares += (predicted - (isTrue ? 1 : 0)) ** 2
      total++
    },
    result(maxBins) {
      const bins = joinBins(rows, sums, hits, total / maxBins)
      const error = bins.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.predicted - bin.observed), 0)
      return { bins, error: total > 0 ? error / total : 0, brier: total > 0 ? squares / total : 0 }
    },
  }
}

function joinBins(rows: Float64Array, sums: Float64Array, hits: Float64Array, minRows: number): ReliabilityBin[] {
  const bins: ReliabilityBin[] = []
  let [count, sum, hit] = [0, 0, 0]
  for (let place = 0; place < rows.length; place++) {
    count += rows[place] ?? 0
    sum += sums[place] ?? 0
    hit += hits[place] ?? 0
    const isLast = place === rows.length - 1
    if (count === 0 || (count < minRows && !isLast)) continue
    bins.push({ predicted: sum / count, observed: hit / count, rows: count })
    count = sum = hit = 0
  }
  return bins
}

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

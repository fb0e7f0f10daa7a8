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

/** Width of what is told apart: fine enough for classes of a few in ten thousand. */
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
    result(most) {
      const bins = joined(rows, sums, hits, total / most)
      const error = bins.reduce((sum, bin) => sum + bin.rows * Math.abs(bin.predicted - bin.observed), 0)
      return { bins, error: total > 0 ? error / total : 0, brier: total > 0 ? squares / total : 0 }
    },
  }
}

function joined(rows: Float64Array, sums: Float64Array, hits: Float64Array, least: number): ReliabilityBin[] {
  const bins: ReliabilityBin[] = []
  let [count, sum, hit] = [0, 0, 0]
  for (let place = 0; place < rows.length; place++) {
    count += rows[place] ?? 0
    sum += sums[place] ?? 0
    hit += hits[place] ?? 0
    const isLast = place === rows.length - 1
    if (count === 0 || (count < least && !isLast)) continue
    bins.push({ predicted: sum / count, observed: hit / count, rows: count })
    count = sum = hit = 0
  }
  return bins
}

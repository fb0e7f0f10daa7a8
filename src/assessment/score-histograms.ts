import type { ScoredSeries } from './scored-series.js'

/** Rows by `[label][class of the score][bin]`, class order hold, buy, sell; the bins have equal width from 0 to 1. */
export type ScoreHistograms = readonly (readonly (readonly number[])[])[]

/** How the scores of each class lie, for the rows of each label. `isCounted` leaves rows out. */
export function scoreHistograms(
  series: readonly ScoredSeries[],
  bins: number,
  isCounted: (one: ScoredSeries, row: number) => boolean = () => true,
): ScoreHistograms {
  const counts = new Float64Array(9 * bins)
  for (const one of series) {
    const columns = [one.hold, one.buy, one.sell]
    for (let row = 0; row < one.target.length; row++) {
      if (!isCounted(one, row)) continue
      const label = one.target[row] ?? 0
      for (let index = 0; index < 3; index++) {
        const bin = binOf(columns[index]?.[row] ?? 0, bins)
        const place = (3 * label + index) * bins + bin
        counts[place] = (counts[place] ?? 0) + 1
      }
    }
  }
  return [0, 1, 2].map((label) =>
    [0, 1, 2].map((index) => [...counts.subarray((3 * label + index) * bins, (3 * label + index + 1) * bins)]),
  )
}

/** A score of exactly 1 is in the last bin. */
function binOf(score: number, bins: number): number {
  return Math.min(bins - 1, Math.max(0, Math.floor(score * bins)))
}

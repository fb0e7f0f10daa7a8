import type { ScoredSeries } from './scored-series.js'
import { predictedClass } from '../targets/predicted-class.js'

/** Number of rows by `[target][predicted]`, class order hold, buy, sell. */
export type ConfusionMatrix = readonly (readonly number[])[]

/** Counts each row by its label and the class its scores decide for; thresholds play no part. */
export function confusionMatrix(series: ScoredSeries): ConfusionMatrix {
  const { target, hold, buy, sell } = series
  const counts = new Float64Array(9)
  for (let row = 0; row < target.length; row++) {
    const cell = 3 * (target[row] ?? 0) + predictedClass(hold[row] ?? 0, buy[row] ?? 0, sell[row] ?? 0)
    counts[cell] = (counts[cell] ?? 0) + 1
  }
  return [0, 3, 6].map((first) => [...counts.subarray(first, first + 3)])
}

/** Sums cell by cell. */
export function addConfusionMatrices(parts: readonly ConfusionMatrix[]): ConfusionMatrix {
  return [0, 1, 2].map((target) =>
    [0, 1, 2].map((predicted) => parts.reduce((sum, part) => sum + (part[target]?.[predicted] ?? 0), 0)),
  )
}

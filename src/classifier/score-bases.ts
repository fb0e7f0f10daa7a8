import type { Scaler } from '../datasets/scaler.js'
import type { Scorer } from '../nets/scorer.js'

/** Raw features of the rows of one base, row-major [rows, inputs], and the base's scaler. */
export interface ScoringRows {
  readonly base: string
  readonly rows: number
  readonly features: Float32Array
  readonly scaler: Scaler
}

/** Scores of the rows of one base, row-major [rows, classes]. */
export interface BaseScores {
  readonly base: string
  readonly values: Float32Array
}

/** Scores all rows of all bases, in order. */
export async function scoreBases(scorer: Scorer, bases: readonly ScoringRows[]): Promise<BaseScores[]> {
  const scored: BaseScores[] = []
  for (const { base, rows, features, scaler } of bases) {
    scored.push({ base, values: await scorer.score(features, rows, scaler.center, scaler.scale) })
  }
  return scored
}

/** One class's scores out of [rows, classes]. */
export function classColumn(values: Float32Array, classes: number, index: number): Float32Array {
  const column = new Float32Array(values.length / classes)
  for (let row = 0; row < column.length; row++) column[row] = values[row * classes + index] ?? 0
  return column
}

import { evaluationChunks, readChunk, type EvaluationRows } from '../datasets/evaluation-chunks.js'
import type { Scaler } from '../datasets/scaler.js'
import type { Scorer } from '../nets/scorer.js'

/** Rows of one base to be scored, and the base's scaler. */
export interface ScoringRows extends EvaluationRows {
  readonly scaler: Scaler
}

/** Minutes expanded and scored at once: years of rows need no more memory than their scores. */
const CHUNK_MINUTES = 16_384

/**
 * Scores [rows, classes] of one base's rows, row-major. `onChunk` is told how many rows are done; what it throws ends the
 * scoring. Throws UserError where a feature is not a finite number.
 */
export async function scoreRows(
  scorer: Scorer,
  rows: ScoringRows,
  onChunk?: (done: number) => void,
): Promise<Float32Array> {
  const { center, scale } = rows.scaler
  const scores = new Float32Array(rows.ordinals.length * scorer.classes)
  const chunkRows = Math.max(1, Math.floor(CHUNK_MINUTES / scorer.window))
  for (const chunk of evaluationChunks([rows], chunkRows)) {
    const count = chunk.ordinals.length
    scores.set(await scorer.score(readChunk(chunk, scorer.window), count, center, scale), chunk.from * scorer.classes)
    onChunk?.(chunk.from + count)
  }
  return scores
}

/** One class's scores out of [rows, classes]. */
export function classColumn(values: Float32Array, classes: number, index: number): Float32Array {
  const column = new Float32Array(values.length / classes)
  for (let row = 0; row < column.length; row++) column[row] = values[row * classes + index] ?? 0
  return column
}

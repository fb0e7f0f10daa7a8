import {
  chunkEvaluationRows,
  readChunk,
  type EvaluationRows,
  readExpandedRows,
  createScratch,
  type ExpandedRows,
  type WindowFeatures,
} from '../datasets/evaluation-rows.js'
import { endOfWindows } from '../datasets/window-rows.js'
import type { Scaler } from '../datasets/scaler.js'
import { copyWindows } from '../nets/copy-windows.js'
import type { Scorer } from '../nets/scorer.js'

/** Rows of one base to be scored, and the base's scaler. */
export interface ScoringRows extends EvaluationRows {
  readonly scaler: Scaler
}

/** Rows of one base to be scored whose features are expanded already. */
export interface ExpandedScoringRows extends ExpandedRows {
  readonly scaler: Scaler
}

/** Minutes expanded and scored at once: years of rows need no more memory than their scores. */
const CHUNK_MINUTES = 16_384
/** Chunks under way: while threads score some, the next one is read. */
const CHUNKS_AT_ONCE = 2

/** Raw features of some of the rows. */
interface ScoringChunk {
  /** Position of the first of them. */
  readonly from: number
  readonly count: number
  readonly read: () => WindowFeatures
}

/**
 * Scores [rows, classes] of one base's rows, row-major. `onChunk` gets the number of rows that are done; what it throws ends the
 * scoring. Throws UserError where a feature is not a finite number.
 */
export async function scoreRows(
  scorer: Scorer,
  rows: ScoringRows | ExpandedScoringRows,
  onChunk?: (done: number) => void,
): Promise<Float32Array> {
  const { center, scale } = rows.scaler
  const scores = new Float32Array(countRows(rows) * scorer.classes)
  const underWay: { readonly from: number; readonly end: number; readonly scoring: Promise<Float32Array> }[] = []
  const finishOldest = async (): Promise<void> => {
    const [oldest] = underWay
    if (!oldest) return
    scores.set(await oldest.scoring, oldest.from * scorer.classes)
    underWay.shift()
    onChunk?.(oldest.end)
  }
  try {
    for (const { from, count, read } of chunksOf(rows, scorer.window)) {
      const { minutes, last } = read()
      const scoring = scorer.scoreWindows(minutes, last, center, scale)
      // What goes wrong is thrown when it is this chunk's turn.
      scoring.catch(() => {})
      underWay.push({ from, end: from + count, scoring })
      if (underWay.length >= CHUNKS_AT_ONCE) await finishOldest()
    }
    while (underWay.length > 0) await finishOldest()
  } finally {
    await Promise.allSettled(underWay.map(({ scoring }) => scoring))
  }
  return scores
}

/** Raw features of the first rows, of each its window of minutes; at most `maxRows` of them. */
export function readFirstRows(
  rows: ScoringRows | ExpandedScoringRows,
  window: number,
  maxRows: number,
): { readonly count: number; readonly features: Float32Array } {
  for (const { count, read } of chunksOf(rows, window)) {
    const { minutes, last } = read()
    const taken = last.subarray(0, Math.min(count, maxRows))
    return { count: taken.length, features: copyWindows(minutes, widthOf(rows), taken, window) }
  }
  return { count: 0, features: new Float32Array() }
}

/** Features of a row. */
function widthOf(rows: ScoringRows | ExpandedScoringRows): number {
  return rows.scaler.center.length
}

/** How many rows are to be scored. */
export function countRows(rows: EvaluationRows | ExpandedRows): number {
  return 'last' in rows ? rows.last.length : rows.ordinals.length
}

function* chunksOf(rows: EvaluationRows | ExpandedRows, window: number): Generator<ScoringChunk> {
  if ('last' in rows) {
    const scratches = Array.from({ length: CHUNKS_AT_ONCE }, createScratch)
    for (let from = 0, chunk = 0; from < rows.last.length; chunk++) {
      const [first, end] = [from, endOfWindows(rows.last, from, window, CHUNK_MINUTES)]
      const scratch = scratches[chunk % CHUNKS_AT_ONCE] ?? createScratch()
      yield { from, count: end - from, read: () => readExpandedRows(rows, first, end, window, scratch) }
      from = end
    }
    return
  }
  for (const chunk of chunkEvaluationRows([rows], CHUNK_MINUTES, window)) {
    yield { from: chunk.from, count: chunk.ordinals.length, read: () => readChunk(chunk, window) }
  }
}

/** One class's scores out of [rows, classes]. */
export function takeClassColumn(values: Float32Array, classes: number, index: number): Float32Array {
  const column = new Float32Array(values.length / classes)
  for (let row = 0; row < column.length; row++) column[row] = values[row * classes + index] ?? 0
  return column
}

import { readDenseFeatures, inputNames, requireFinite, type BaseFeatures } from './base-dataset.js'
import { copyWindows, selectWindowRows } from './window-rows.js'
import type { RowReader } from './row-sink.js'

/** Rows of one base that are to be scored: of a validation or test set, or any span of time. */
export interface EvaluationRows {
  readonly dataset: BaseFeatures
  /** Ordinals of the rows, ascending. */
  readonly ordinals: Int32Array
}

/** A part of one base's rows. It is only a name for the rows: whichever worker takes it reads them with `readChunk`. */
export interface EvaluationChunk extends EvaluationRows {
  /** Position of the first of them among all rows of the base. */
  readonly from: number
}

/** Cuts all rows in order, base by base, into chunks of at most `chunkRows`. Nothing is copied. */
export function* chunkEvaluationRows(bases: readonly EvaluationRows[], chunkRows: number): Generator<EvaluationChunk> {
  for (const { dataset, ordinals } of bases) {
    for (let from = 0; from < ordinals.length; from += chunkRows) {
      yield { dataset, ordinals: ordinals.subarray(from, from + chunkRows), from }
    }
  }
}

/**
 * Raw features of a chunk, row-major with lags expanded, of each row its window of minutes: the net's graph scales them.
 * Throws UserError where one is not a finite number.
 */
export function readChunk({ dataset, ordinals }: EvaluationChunk, window = 1): Float32Array {
  const shared = selectWindowRows(ordinals, window)
  const features = readDenseFeatures(dataset, shared.ordinals)
  requireFinite(dataset, shared.ordinals, features)
  return window === 1 ? features : copyWindows(features, inputNames(dataset.featureSet).length, shared.last, window)
}

/** Rows of one base that are to be scored, raw and expanded, together with the minutes of their windows. */
export interface ExpandedRows {
  readonly rows: RowReader
  /** First of the base's rows. */
  readonly from: number
  /** For each row to be scored its position behind `from`; ascending. */
  readonly last: Int32Array
}

/** Gives memory of a length; each call may give the same memory. */
export type Scratch = (length: number) => Float32Array

/** Memory that is used again and again; what was there before is lost. */
export function createScratch(): Scratch {
  let memory = new Float32Array()
  return (length) => {
    if (memory.length < length) memory = new Float32Array(length)
    return memory
  }
}

/**
 * Raw features of the rows `first … end − 1` of those to be scored, of each its window of minutes. They may lie in the scratch
 * memory, or be a view of all.
 */
export function readExpandedRows(
  { rows, from, last }: ExpandedRows,
  first: number,
  end: number,
  window: number,
  scratch: Scratch,
): Float32Array {
  const begin = (last[first] ?? 0) - window + 1
  const count = (last[end - 1] ?? 0) + 1 - begin
  const block = rows.read(from + begin, count, rows.copies ? scratch(count * rows.width) : undefined)
  if (window === 1) return block
  const positions = last.subarray(first, end).map((row) => row - begin)
  return copyWindows(block, rows.width, positions, window)
}

import { readDenseFeatures, requireFinite, type BaseFeatures } from './base-dataset.js'
import { endOfWindows, selectWindowRows } from './window-rows.js'
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

/** Cuts all rows in order, base by base, into chunks that read at most `chunkMinutes` minutes. Nothing is copied. */
export function* chunkEvaluationRows(
  bases: readonly EvaluationRows[],
  chunkMinutes: number,
  window = 1,
): Generator<EvaluationChunk> {
  for (const { dataset, ordinals } of bases) {
    for (let from = 0; from < ordinals.length;) {
      const to = endOfWindows(ordinals, from, window, chunkMinutes)
      yield { dataset, ordinals: ordinals.subarray(from, to), from }
      from = to
    }
  }
}

/** Raw features of windows that share their minutes: the net's graph scales them. */
export interface WindowFeatures {
  /** Row-major [minutes, inputs], lags expanded. */
  readonly minutes: Float32Array
  /** For each window the position of its last minute; the others lie before it. */
  readonly last: Int32Array
}

/** Raw features of a chunk, with the minutes of its windows. Throws UserError where one is not a finite number. */
export function readChunk({ dataset, ordinals }: EvaluationChunk, window = 1): WindowFeatures {
  const shared = selectWindowRows(ordinals, window)
  const minutes = readDenseFeatures(dataset, shared.ordinals)
  requireFinite(dataset, shared.ordinals, minutes)
  return { minutes, last: shared.last }
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
 * Raw features of the rows `first … end − 1` of those to be scored, with the minutes of their windows. They may lie in the scratch
 * memory, or be a view of all.
 */
export function readExpandedRows(
  { rows, from, last }: ExpandedRows,
  first: number,
  end: number,
  window: number,
  scratch: Scratch,
): WindowFeatures {
  const begin = (last[first] ?? 0) - window + 1
  const count = (last[end - 1] ?? 0) + 1 - begin
  const minutes = rows.read(from + begin, count, rows.copies ? scratch(count * rows.width) : undefined)
  return { minutes, last: last.subarray(first, end).map((row) => row - begin) }
}

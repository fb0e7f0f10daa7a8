import { denseFeatures, inputNames, requireFinite, type BaseFeatures } from './base-dataset.js'
import { copyWindows, windowRows } from './window-rows.js'

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

/** All rows in order, base by base, in chunks of at most `chunkRows`. Nothing is copied. */
export function* evaluationChunks(bases: readonly EvaluationRows[], chunkRows: number): Generator<EvaluationChunk> {
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
  const shared = windowRows(ordinals, window)
  const features = denseFeatures(dataset, shared.ordinals)
  requireFinite(dataset, shared.ordinals, features)
  return window === 1 ? features : copyWindows(features, inputNames(dataset.featureSet).length, shared.last, window)
}

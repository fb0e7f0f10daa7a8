import { denseFeatures, labelsAt, type BaseDataset } from './base-dataset.js'
import type { ChosenRows } from './training-matrix.js'

/** A part of one base's rows. It is only a name for the rows: whichever worker takes it reads them with `readChunk`. */
export interface EvaluationChunk {
  readonly dataset: BaseDataset
  /** Ordinals of the rows, ascending. */
  readonly ordinals: Int32Array
  /** Position of the first of them among all rows of the base. */
  readonly from: number
}

export interface EvaluationRows {
  /** Raw features, row-major with lags expanded: the net's graph scales them. */
  readonly features: Float32Array
  readonly labels: Uint8Array
}

/** The rows of validation, test or assessment in order, base by base, in chunks of at most `chunkRows`. Nothing is copied. */
export function* evaluationChunks(chosen: readonly ChosenRows[], chunkRows: number): Generator<EvaluationChunk> {
  for (const { dataset, ordinals } of chosen) {
    for (let from = 0; from < ordinals.length; from += chunkRows) {
      yield { dataset, ordinals: ordinals.subarray(from, from + chunkRows), from }
    }
  }
}

/** The values of a chunk, for whichever worker took it. */
export function readChunk({ dataset, ordinals }: EvaluationChunk): EvaluationRows {
  return { features: denseFeatures(dataset, ordinals), labels: labelsAt(dataset, ordinals) }
}

import type { FitOptions } from '../../classifier/fit-options.js'
import type { PooledWindows } from '../../datasets/pooled-windows.js'
import type { RowReader } from '../../datasets/row-sink.js'
import type { ScalerKind } from '../../datasets/scaler.js'
import type { MappedTrainingMatrix, PooledRows, TrainingMatrix } from '../../datasets/training-matrix.js'

/** Expanded rows, ready to be trained on and scored. */
export interface PreparedRows {
  readonly matrix: TrainingMatrix | MappedTrainingMatrix
  /** One for each base. */
  readonly validation: FitOptions['validation']
  readonly close: () => Promise<void>
}

/** How rows are expanded. */
export interface RowForm {
  readonly scaler: ScalerKind
  /** `loss`: the weights of rows are needed where the features are. */
  readonly sampleWeights?: 'draw' | 'loss' | 'ignore'
}

/** The validation rows of each base with the scaler of its training rows. */
export function scoringRows(
  rows: RowReader,
  { parts }: PooledWindows,
  { bases }: Pick<PooledRows, 'bases'>,
): FitOptions['validation'] {
  return parts.flatMap(({ from, last }, index) => {
    const scaler = bases[index]?.scaler
    return scaler ? [{ rows, from, last, scaler }] : []
  })
}

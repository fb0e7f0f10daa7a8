import type { FitOptions } from '../../classifier/fit.js'
import type { Clock } from '../../core/clock.js'
import type { PooledWindows } from '../../datasets/pool-rows.js'
import type { RowReader } from '../../datasets/row-sink.js'
import type { MappedTrainingMatrix, PooledRows, TrainingMatrix } from '../../datasets/training-matrix.js'
import type { DataSources } from './load-base.js'

/** Expanded rows, ready to be trained on and scored. */
export interface PreparedRows {
  readonly matrix: TrainingMatrix | MappedTrainingMatrix
  /** One for each base. */
  readonly validation: FitOptions['validation']
  readonly close: () => Promise<void>
}

/** Where rows come from, and who is told what becomes of their files. */
export interface RowSources extends DataSources {
  readonly clock: Clock
  readonly say?: (line: string) => void
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

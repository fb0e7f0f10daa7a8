import type { TrainerSpec } from '../training/trainer.js'
import type { SharedRows } from './shared-rows.js'
import type { MappedRows } from './mapped-rows.js'
import type { StepLayout } from './step-layout.js'

/** The rows that the kernel reads in the steps of a piece. */
export interface PieceRows {
  /** Puts the rows, batch after batch, where the kernel looks for them. */
  write(rows: Int32Array): Promise<void>
}

export interface PieceRowsOptions {
  readonly spec: TrainerSpec
  readonly shared: SharedRows
  readonly mapped?: MappedRows
}

/**
 * The kernel gets the indices of the rows where the data are in memory. It gets the rows themselves, each behind the others of its
 * window, where the data are in a file.
 */
export function createPieceRows({ spec, shared, mapped }: PieceRowsOptions, layout: StepLayout): PieceRows {
  const { buffer } = shared.memory
  const { window = 1 } = spec
  const maxRows = layout.pieceSteps * layout.batchSize
  const indices = new Int32Array(buffer, layout.rows, maxRows)
  const rowCount = mapped ? maxRows * window : spec.data.rows
  const labels = new Uint8Array(buffer, layout.labels, rowCount)
  const weights = layout.sampleWeights ? new Float32Array(buffer, layout.sampleWeights, rowCount) : undefined
  if (mapped) {
    for (let i = 0; i < maxRows; i++) indices[i] = (i + 1) * window - 1
    const features = new Float32Array(buffer, layout.features, rowCount * spec.inputs)
    return {
      write: async (rows) => {
        const found = await mapped.gather(rows)
        features.set(found.features)
        for (let i = 0; i < rows.length; i++) {
          const row = indices[i] ?? 0
          labels[row] = found.labels[i] ?? 0
          if (weights) weights[row] = found.sampleWeights?.[i] ?? 0
        }
      },
    }
  }
  if ('file' in spec.data) throw new Error('rows in a file that is not mapped')
  // Of a trainer that has put them there already, this changes nothing.
  labels.set(spec.data.labels)
  if (spec.data.sampleWeights) weights?.set(spec.data.sampleWeights)
  return { write: async (rows) => indices.set(rows) }
}

import { UserError } from '../core/errors.js'
import type { RowFile } from '../store/rows/row-file.js'
import { readDenseFeatures, inputNames, labelsAt, requireFinite, weightsAt, type BaseDataset } from './base-dataset.js'
import { fitScaler, scaleRows, type Scaler, type ScalerKind } from './scaler.js'
import { selectWindowRows, type WindowRows } from './window-rows.js'

/** A base and the ordinals of its training rows, ascending. */
export interface SelectedRows {
  readonly dataset: BaseDataset
  readonly ordinals: Int32Array
}

/** Where a base's rows lie in the pooled matrix, and what scaled them. */
export interface PooledBase {
  readonly base: string
  readonly from: number
  readonly rows: number
  readonly scaler: Scaler
}

/** What is known of the training rows of all bases, one after the other, but their features. */
export interface PooledRows {
  readonly rows: number
  readonly inputs: readonly string[]
  /** Class of each row. */
  readonly labels: Uint8Array
  /** How often each row is to be drawn, relative to the others of its class; without it all alike. */
  readonly weights?: Float32Array | undefined
  /**
   * The rows to learn from, where a net looks at windows of minutes: the others are the minutes before them, and have no label.
   * Without it all.
   */
  readonly samples?: Int32Array | undefined
  readonly bases: readonly PooledBase[]
}

/**
 * The training rows expanded and scaled once. Holds `rows · (4 · inputs + 1)` bytes: 90 000 rows of 20 inputs are 7 MB, of 110
 * inputs 40 MB.
 */
export interface TrainingMatrix extends PooledRows {
  /** Row-major [rows, inputs]. */
  readonly features: Float32Array
}

/** Training rows whose features lie in a file. */
export interface MappedTrainingMatrix extends PooledRows {
  readonly mapped: RowFile
}

/**
 * Pools the training rows of all bases, each with the `window − 1` rows before it and each base scaled by a scaler fitted on
 * its own training rows. Throws UserError where a base has no rows or a feature is not a finite number.
 */
export function buildTrainingMatrix(chosen: readonly SelectedRows[], kind: ScalerKind, window = 1): TrainingMatrix {
  const [first] = chosen
  if (!first) throw new UserError('no base was chosen; name at least one')
  const inputs = inputNames(first.dataset.featureSet)
  const parts = chosen.map(({ dataset, ordinals }) => ({ dataset, ...selectWindowRows(ordinals, window) }))
  const rows = parts.reduce((sum, { ordinals }) => sum + ordinals.length, 0)
  const features = new Float32Array(rows * inputs.length)
  const labels = new Uint8Array(rows)
  const weights = first.dataset.targets.columns.has('weight') ? new Float32Array(rows) : undefined
  const bases: PooledBase[] = []
  let from = 0
  const samples: number[] = []
  for (const { dataset, ordinals, last } of parts) {
    const part = features.subarray(from * inputs.length, (from + ordinals.length) * inputs.length)
    const scaler = fillScaled(part, dataset, { ordinals, last }, kind)
    labels.set(labelsAt(dataset, ordinals), from)
    weights?.set(weightsAt(dataset, ordinals) ?? [], from)
    bases.push({ base: dataset.base, from, rows: ordinals.length, scaler })
    if (window > 1) for (const row of last) samples.push(from + row)
    from += ordinals.length
  }
  return { rows, inputs, features, labels, weights, bases, samples: window > 1 ? Int32Array.from(samples) : undefined }
}

/** Fills `part` with scaled rows; the scaler sees those that windows end at. */
function fillScaled(
  part: Float32Array,
  dataset: BaseDataset,
  { ordinals, last }: WindowRows,
  kind: ScalerKind,
): Scaler {
  readDenseFeatures(dataset, ordinals, part)
  requireFinite(dataset, ordinals, part)
  const columns = inputNames(dataset.featureSet)
  const column = new Float32Array(last.length)
  const scaler = fitScaler(kind, {
    base: dataset.base,
    columns,
    values: (index) => {
      for (const [i, row] of last.entries()) column[i] = part[row * columns.length + index] ?? 0
      return column
    },
  })
  scaleRows(scaler, part)
  return scaler
}

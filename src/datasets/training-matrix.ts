import { UserError } from '../core/errors.js'
import { denseFeatures, inputNames, labelsAt, refuseNonFinite, weightsAt, type BaseDataset } from './base-dataset.js'
import { fitScaler, scaleRows, type Scaler, type ScalerKind } from './scaler.js'

/** A base and the ordinals of its training rows, ascending. */
export interface ChosenRows {
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

/**
 * The training rows of all bases, one after the other, expanded and scaled once. Holds `rows · (4 · inputs + 1)` bytes:
 * 90 000 rows of 20 inputs are 7 MB, of 110 inputs 40 MB.
 */
export interface TrainingMatrix {
  readonly rows: number
  readonly inputs: readonly string[]
  /** Row-major [rows, inputs]. */
  readonly features: Float32Array
  /** Class of each row. */
  readonly labels: Uint8Array
  /** How often each row is to be drawn, relative to the others of its class; without it all alike. */
  readonly weights?: Float32Array | undefined
  readonly bases: readonly PooledBase[]
}

/**
 * Pools the training rows of all bases, each base scaled by a scaler fitted on its own rows. Throws UserError where a base
 * has no rows or a feature is not a finite number.
 */
export function trainingMatrix(chosen: readonly ChosenRows[], kind: ScalerKind): TrainingMatrix {
  const [first] = chosen
  if (!first) throw new UserError('no base was chosen; name at least one')
  const inputs = inputNames(first.dataset.featureSet)
  const rows = chosen.reduce((sum, { ordinals }) => sum + ordinals.length, 0)
  const features = new Float32Array(rows * inputs.length)
  const labels = new Uint8Array(rows)
  const weights = first.dataset.targets.columns.has('weight') ? new Float32Array(rows) : undefined
  const bases: PooledBase[] = []
  let from = 0
  for (const { dataset, ordinals } of chosen) {
    const part = features.subarray(from * inputs.length, (from + ordinals.length) * inputs.length)
    const scaler = fillScaled(part, dataset, ordinals, kind)
    labels.set(labelsAt(dataset, ordinals), from)
    weights?.set(weightsAt(dataset, ordinals) ?? [], from)
    bases.push({ base: dataset.base, from, rows: ordinals.length, scaler })
    from += ordinals.length
  }
  return { rows, inputs, features, labels, weights, bases }
}

function fillScaled(part: Float32Array, dataset: BaseDataset, ordinals: Int32Array, kind: ScalerKind): Scaler {
  denseFeatures(dataset, ordinals, part)
  refuseNonFinite(dataset, ordinals, part)
  const columns = inputNames(dataset.featureSet)
  const column = new Float32Array(ordinals.length)
  const scaler = fitScaler(kind, {
    base: dataset.base,
    columns,
    values: (index) => {
      for (let row = 0; row < column.length; row++) column[row] = part[row * columns.length + index] ?? 0
      return column
    },
  })
  scaleRows(scaler, part)
  return scaler
}

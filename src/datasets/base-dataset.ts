import { isoMinute } from '../core/time.js'
import { fillFrom } from '../core/fill-from.js'
import { uint8ColumnOf, type Frame } from '../core/frame.js'
import { timeAt } from '../core/grid.js'
import { UserError } from '../core/errors.js'
import { expandRows, expandedColumns } from '../features/expand-lags.js'
import type { FeatureSet } from '../features/feature-set.js'
import { indexOfNonFinite } from './statistics/non-finite.js'

/** Features of one base, as stored: lagged columns are not expanded. Rows are named by the calendar's ordinals. */
export interface BaseFeatures {
  readonly base: string
  readonly featureSet: FeatureSet
  readonly features: Frame
}

/** Features and labels of one base. */
export interface BaseDataset extends BaseFeatures {
  /** Has the Uint8 column `target`, and may have the Float32 column `weight`. */
  readonly targets: Frame
}

/** Names of the net's inputs, lags expanded. */
export function inputNames(featureSet: FeatureSet): string[] {
  return expandedColumns(featureSet).map((column) => column.name)
}

/**
 * Raw features [ordinals.length, inputs], row-major with lags expanded, written into `out`. Each ordinal must have its
 * history in the frame.
 */
export function readDenseFeatures(
  dataset: BaseFeatures,
  ordinals: Int32Array,
  out: Float32Array = new Float32Array(ordinals.length * expandedColumns(dataset.featureSet).length),
): Float32Array {
  const { featureSet, features } = dataset
  expandRows(
    featureSet,
    features,
    ordinals.map((ordinal) => ordinal - features.grid.first),
    out,
  )
  return out
}

/** The class of each row. */
export function labelsAt(dataset: Pick<BaseDataset, 'targets'>, ordinals: Int32Array): Uint8Array {
  const labels = uint8ColumnOf(dataset.targets, 'target')
  const { first } = dataset.targets.grid
  return fillFrom(new Uint8Array(ordinals.length), (row) => labels[(ordinals[row] ?? 0) - first] ?? 0)
}

/** The weight of each row, where the target gives a column `weight`. */
export function weightsAt(dataset: Pick<BaseDataset, 'targets'>, ordinals: Int32Array): Float32Array | undefined {
  const { grid, columns } = dataset.targets
  const weights = columns.get('weight')
  if (!weights) return undefined
  return fillFrom(new Float32Array(ordinals.length), (row) => weights[(ordinals[row] ?? 0) - grid.first] ?? 0)
}

/** Throws UserError naming base, feature and minute of the first value that no net could learn from or score. */
export function requireFinite(dataset: BaseFeatures, ordinals: Int32Array, dense: Float32Array): void {
  const position = indexOfNonFinite(dense)
  if (position >= 0) throw nonFiniteError(dataset, ordinals, dense, position)
}

/** What is wrong with the value at a position of dense rows. */
export function nonFiniteError(
  { base, featureSet, features }: BaseFeatures,
  ordinals: Int32Array,
  dense: Float32Array,
  position: number,
): UserError {
  const names = inputNames(featureSet)
  const row = Math.floor(position / names.length)
  const minute = timeAt(features.grid, (ordinals[row] ?? 0) - features.grid.first)
  return new UserError(
    `feature ${names[position % names.length] ?? ''} of base ${base} is ${dense[position]} at ${isoMinute(minute)}: expected a finite number; correct the formula of ${featureSet.id}`,
  )
}

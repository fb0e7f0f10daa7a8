import { UserError } from '../core/errors.js'
import { moments } from './statistics/moments.js'
import { quantileOfUnsorted } from './statistics/quantile.js'
import { indexOfNonFinite } from './statistics/non-finite.js'

/**
 * The scalers, named as in scikit-learn. standard: mean and population standard deviation, as StandardScaler. robust: median and
 * the span from the 5 to the 95 % quantile, as RobustScaler with that quantile range.
 */
export const SCALER_KINDS = ['standard', 'robust'] as const

export type ScalerKind = (typeof SCALER_KINDS)[number]

/** A feature x enters the net as (x − center) / scale; one value a column each, as float32, as the net's graph takes them. */
export interface Scaler {
  readonly center: Float32Array
  readonly scale: Float32Array
}

/** Center and scale of one column, in float64. */
export interface ScalerColumn {
  readonly center: number
  readonly scale: number
}

/** The training values of a base, one column after the other, so that only one of them has to be in memory. */
export interface ScalerInput {
  readonly base: string
  readonly columns: readonly string[]
  /** All training values of a column; it may be written over by the next call, and its order may be changed. */
  values(column: number): Float32Array | Float64Array
}

/** Fits one base's scaler. Throws UserError where a column has a value that is not a finite number, or no value at all. */
export function fitScaler(kind: ScalerKind, input: ScalerInput): Scaler {
  const center = new Float32Array(input.columns.length)
  const scale = new Float32Array(input.columns.length)
  input.columns.forEach((name, column) => {
    const fitted = fitScalerColumn(kind, input.values(column), name, input.base)
    center[column] = fitted.center
    scale[column] = fitted.scale
  })
  return { center, scale }
}

/** Center and scale of one column of a base's training values, whose order may be changed. Throws as `fitScaler` does. */
export function fitScalerColumn(
  kind: ScalerKind,
  values: Float32Array | Float64Array,
  name: string,
  base: string,
): ScalerColumn {
  requireUsableValues(values, name, base)
  const { center, scale } = kind === 'robust' ? fitRobustColumn(values) : fitStandardColumn(values)
  return { center, scale: toUsableScale(scale) }
}

/** Mean and population standard deviation; a constant column has the scale 1. */
export function fitStandardColumn(values: Float32Array | Float64Array): ScalerColumn {
  const rows = values.length
  const { mean, variance } = moments(values)
  // What rounding alone can make of a constant column.
  const noise = rows * Number.EPSILON * variance + (rows * mean * Number.EPSILON) ** 2
  return { center: mean, scale: variance <= noise ? 1 : Math.sqrt(variance) }
}

/** Median and the span from the 5 to the 95 % quantile, 1 where that is zero. Moves `values` about. */
export function fitRobustColumn(values: Float32Array | Float64Array): ScalerColumn {
  const middle = Math.floor(0.5 * (values.length - 1))
  const center = quantileOfUnsorted(values, 0.5, 0, values.length)
  const low = quantileOfUnsorted(values, 0.05, 0, middle + 1)
  const span = quantileOfUnsorted(values, 0.95, middle, values.length) - low
  return { center, scale: span < 10 * Number.EPSILON ? 1 : span }
}

/**
 * Scales rows in place: `matrix` is row-major with one column for each of the scaler's. Rounds to float32 after each of
 * the two steps, as the net's graph does, so that training and prediction see the same bits.
 */
export function scaleRows(scaler: Scaler, matrix: Float32Array): void {
  const { center, scale } = scaler
  const columns = center.length
  for (let start = 0; start < matrix.length; start += columns) {
    for (let column = 0; column < columns; column++) {
      const shifted = Math.fround((matrix[start + column] ?? 0) - (center[column] ?? 0))
      matrix[start + column] = shifted / (scale[column] ?? 1)
    }
  }
}

/** A scale that is too small for float32 would divide by zero. */
function toUsableScale(scale: number): number {
  return Math.fround(scale) === 0 ? 1 : scale
}

function requireUsableValues(values: Float32Array | Float64Array, column: string, base: string): void {
  if (values.length === 0) {
    throw new UserError(`base ${base} has no training rows; give it candles inside the training ranges or leave it out`)
  }
  const bad = indexOfNonFinite(values)
  if (bad < 0) return
  throw new UserError(
    `feature ${column} of base ${base} is ${values[bad]} in training row ${bad}: expected a finite number; correct the feature set's formula`,
  )
}

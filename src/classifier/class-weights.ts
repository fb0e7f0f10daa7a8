import type { Sampling } from '../datasets/sampling.js'
import type { PooledRows } from '../datasets/training-matrix.js'
import type { Learning } from './learning.js'

type WeightedRows = Pick<PooledRows, 'labels' | 'weights' | 'samples'>

/** How many rows of each class are learned from, and the sum of their weights; without weights each counts 1. */
export interface ClassSums {
  readonly rows: readonly number[]
  readonly weights: readonly number[]
}

/** Rows of weight 0 are none to learn from. */
export function sumClassWeights({ labels, weights, samples }: WeightedRows, classes: number): ClassSums {
  const [rows, sums] = [new Float64Array(classes), new Float64Array(classes)]
  const count = (row: number): void => {
    const weight = weights ? (weights[row] ?? 0) : 1
    if (weight === 0) return
    const label = labels[row] ?? 0
    rows[label] = (rows[label] ?? 0) + 1
    sums[label] = (sums[label] ?? 0) + weight
  }
  if (samples) samples.forEach(count)
  else labels.forEach((_, row) => count(row))
  return { rows: [...rows], weights: [...sums] }
}

/**
 * The mean weight of each class's rows, where it makes a net see the class so much more often than rows would; undefined where
 * it does not: balanced batches draw each class equally often whatever its weights, and weighted sampling makes up for them.
 */
export function meanClassWeights(
  rows: WeightedRows,
  classes: number,
  { sampling = 'balanced', use }: { readonly sampling?: Sampling | undefined; readonly use: Learning['sampleWeights'] },
): number[] | undefined {
  const isSeen = use === 'loss' ? sampling !== 'weighted' : use === 'draw' && sampling === 'natural'
  if (!rows.weights || !isSeen) return undefined
  const sums = sumClassWeights(rows, classes)
  return sums.weights.map((sum, index) => sum / (sums.rows[index] ?? 0))
}

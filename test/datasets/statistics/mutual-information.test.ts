import { expect, test } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import { sortColumn } from '../../../src/datasets/statistics/distribution.js'
import {
  entropy,
  mutualInformationOf,
  mutualInformation,
  type BinnedLabels,
} from '../../../src/datasets/statistics/mutual-information.js'
import { assignBins, quantileBinEdges } from '../../../src/datasets/statistics/bins.js'
import { reference } from './reference.js'

function binned(values: Float32Array, labels: Uint8Array): BinnedLabels {
  return { bins: assignBins(values, quantileBinEdges(sortColumn(values).sorted, 10)), labels }
}

/** A wandering column, as slow as a regression over days: neighbouring rows are almost equal. */
function walk(rows: number, seed: number): Float32Array {
  const rng = createRng(seed)
  let level = 0
  return Float32Array.from({ length: rows }, () => (level = 0.999 * level + rng.normal()))
}

/** The class of each row by its tercile. */
function tercileLabels(values: Float32Array): Uint8Array {
  return assignBins(values, quantileBinEdges(sortColumn(values).sorted, 3))
}

const options = (seed: number) => ({ bins: 11, classes: 3, shifts: 199, rng: createRng(seed) })

test('the plug-in value over deciles is that of scikit-learn', () => {
  reference.columns.forEach((values, i) => {
    const { plugIn } = mutualInformation([binned(values, reference.labels)], options(1))
    expect(plugIn).toBeCloseTo(reference.information[i] ?? Number.NaN, 9)
  })
})

test('two bases are counted in one table', () => {
  const [a, b] = reference.columns
  if (!a || !b) throw new Error('no columns')
  const series = [binned(a, reference.labels), binned(b, reference.labels)]
  const table = new Float64Array(33)
  for (const { bins, labels } of series) {
    bins.forEach((bin, row) => (table[3 * bin + (labels[row] ?? 0)] = (table[3 * bin + (labels[row] ?? 0)] ?? 0) + 1))
  }
  expect(mutualInformation(series, options(1)).plugIn).toBe(mutualInformationOf(table, 11, 3))
})

test('a column that is the label tells all of it', () => {
  const labels = Uint8Array.from({ length: 3000 }, (_, i) => (i * 7919) % 3)
  const told = mutualInformation([{ bins: labels, labels }], options(1))
  expect(told.plugIn).toBeCloseTo(entropy([1000, 1000, 1000]), 9)
  expect(told.plugIn).toBeCloseTo(Math.log2(3), 9)
  const slow = Uint8Array.from({ length: 3000 }, (_, i) => Math.floor(i / 11) % 3)
  const noisy = Uint8Array.from(slow, (label, i) => (i % 5 === 0 ? 0 : label))
  expect(mutualInformation([{ bins: noisy, labels: tercileLabels(walk(3000, 1)) }], options(1)).bits).toBe(0)
})

test('noise reads as 0, slow noise beside slow labels too', () => {
  const found = Array.from({ length: 24 }, (_, seed) => {
    const labels = tercileLabels(walk(10_000, 1000 + seed))
    return mutualInformation([binned(walk(10_000, seed), labels)], { ...options(seed), shifts: 99 })
  })
  // Far above 0 before the correction: such a column would pass for a find.
  expect(found.reduce((sum, { plugIn }) => sum + plugIn, 0) / 24).toBeGreaterThan(0.02)
  expect(found.filter(({ bits }) => bits > 0).length).toBeLessThanOrEqual(2)
})

test('a column that leads the label is found', () => {
  const level = walk(20_000, 5)
  const rng = createRng(9)
  const noisy = level.map((value) => value + 10 * rng.normal())
  const told = mutualInformation([binned(noisy, tercileLabels(level))], options(5))
  expect(told.bits).toBeGreaterThan(0.3)
  expect(told.chance).toBe(1 / 200)
})

test('the same seed gives the same bits', () => {
  const series = [binned(walk(5000, 1), tercileLabels(walk(5000, 2)))]
  expect(mutualInformation(series, options(3))).toEqual(mutualInformation(series, options(3)))
})

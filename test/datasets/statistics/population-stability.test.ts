import { expect, test } from 'vitest'
import { sortColumn } from '../../../src/datasets/statistics/distribution.js'
import {
  driftNumber,
  measureDrift,
  populationStabilityIndex,
} from '../../../src/datasets/statistics/population-stability.js'
import { countBins, assignBins, quantileBinEdges } from '../../../src/datasets/statistics/bins.js'
import { reference } from './reference.js'

test('the index over deciles of the expected values is that of NumPy', () => {
  reference.columns.forEach((values, i) => {
    const expected = sortColumn(values.subarray(0, 120)).sorted
    const actual = sortColumn(values.subarray(120)).sorted
    const borders = quantileBinEdges(expected, 10)
    const index = populationStabilityIndex(countBins(expected, borders), countBins(actual, borders))
    expect(index).toBeCloseTo(reference.drift[i] ?? Number.NaN, 5)
  })
})

test('equal shares have no drift, whatever the number of rows', () => {
  expect(populationStabilityIndex([10, 20, 30], [1, 2, 3])).toBeCloseTo(0, 12)
  // (0.6 − 0.5)·ln(0.6/0.5) + (0.4 − 0.5)·ln(0.4/0.5)
  expect(populationStabilityIndex([5, 5], [6, 4])).toBeCloseTo(0.1 * Math.log(1.2) - 0.1 * Math.log(0.8), 12)
  expect(populationStabilityIndex([5, 5], [0, 0])).toBeNaN()
})

test('an empty bin counts as a ten-thousandth, so that the index stays finite', () => {
  expect(populationStabilityIndex([1, 1], [2, 0])).toBeCloseTo(
    0.5 * Math.log(2) + (0.0001 - 0.5) * Math.log(0.0002),
    12,
  )
})

test('sorted counts and single bins agree; frequent values make fewer bins', () => {
  const values = Float32Array.from({ length: 999 }, (_, i) => (i % 3 === 0 ? (i * 7919) % 101 : 5))
  const borders = quantileBinEdges(sortColumn(values).sorted, 10)
  const counts = Array.from({ length: borders.length + 1 }, () => 0)
  for (const bin of assignBins(values, borders)) counts[bin] = (counts[bin] ?? 0) + 1
  expect(countBins(sortColumn(values).sorted, borders)).toEqual(counts)
  expect(borders.length).toBeLessThan(9)
  expect([...borders]).toEqual([...new Set(borders)].sort((a, b) => a - b))
  expect([...quantileBinEdges(new Float32Array(50).fill(2), 10)]).toEqual([])
  expect([...assignBins(Float32Array.of(Number.NaN, 1e9), Float64Array.of(1, 2))]).toEqual([3, 2])
})

function drift(expected: number[], actual: number[]): unknown {
  return measureDrift(Float32Array.from(expected), Float32Array.from(actual), () => 0.5)
}

test('a column that is constant in one set alone has drifted infinitely', () => {
  expect(drift([0, 0, 0], [0, 1, 2])).toBe('infinite')
  expect(drift([0, 1, 2], [1, 1, 1])).toBe('infinite')
  expect(drift([7, 7], [8, 8])).toBe('infinite')
  expect(drift([7, 7], [7, 7])).toBe(0.5)
  expect(drift([0, 1, 2], [1])).toBe(0.5)
  expect(drift([0, 1, 2], [])).toBeNaN()
  expect(['infinite' as const, 2].map(driftNumber)).toEqual([Infinity, 2])
})

import { describe, expect, test } from 'vitest'
import { effectiveRank, symmetricEigenvalues } from '../../../src/assessment/statistics/effective-rank.js'
import { createRng } from '../../../src/core/rng.js'

describe('the effective rank', () => {
  test('is the published one', () => {
    const correlations = [
      [1, 0.1, 0.7],
      [0.1, 1, 0.8],
      [0.7, 0.8, 1],
    ]
    expect(effectiveRank(correlations)).toBeCloseTo(1.84, 2)
  })

  test('is the size where nothing is correlated, and one where everything is', () => {
    const identity = Array.from({ length: 5 }, (_, i) => Array.from({ length: 5 }, (__, j) => (i === j ? 1 : 0)))
    expect(effectiveRank(identity)).toBeCloseTo(5, 12)
    expect(effectiveRank(Array.from({ length: 5 }, () => [1, 1, 1, 1, 1]))).toBeCloseTo(1, 6)
    expect(effectiveRank([])).toBe(0)
    expect(() => effectiveRank([[1, 0]])).toThrow('expected a square')
  })

  test('eigenvalues have the trace and the squares of the matrix', () => {
    const rng = createRng(1)
    const lower = Array.from({ length: 40 }, () => Array.from({ length: 40 }, () => rng.normal()))
    const matrix = lower.map((row, i) => row.map((_, j) => lower[Math.max(i, j)]?.[Math.min(i, j)] ?? 0))
    const values = symmetricEigenvalues(matrix)
    expect(sum(values)).toBeCloseTo(sum(matrix.map((row, i) => row[i] ?? 0)), 9)
    expect(sum(values.map((value) => value ** 2))).toBeCloseTo(sum(matrix.flat().map((value) => value ** 2)), 7)
    expect(sum(values.map((value) => value ** 3))).toBeCloseTo(cubeTrace(matrix), 5)
  })
})

const sum = (of: readonly number[]): number => of.reduce((total, value) => total + value, 0)

function cubeTrace(matrix: readonly (readonly number[])[]): number {
  const multiply = (a: typeof matrix, b: typeof matrix): number[][] =>
    a.map((row) => row.map((_, j) => row.reduce((sum, value, k) => sum + value * (b[k]?.[j] ?? 0), 0)))
  return multiply(multiply(matrix, matrix), matrix).reduce((sum, row, i) => sum + (row[i] ?? 0), 0)
}

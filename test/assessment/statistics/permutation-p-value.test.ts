import { expect, test } from 'vitest'
import { permutationPValue } from '../../../src/assessment/statistics/permutation-p-value.js'

test('the observed value counts among the draws: no p-value is 0, and ties reach it', () => {
  expect(permutationPValue(5, Float64Array.of(1, 2, 3))).toBe(1 / 4)
  expect(permutationPValue(2, Float64Array.of(1, 2, 3))).toBe(3 / 4)
  expect(permutationPValue(0, Float64Array.of(1, 2, 3))).toBe(1)
  expect(permutationPValue(1, new Float64Array(0))).toBe(1)
})

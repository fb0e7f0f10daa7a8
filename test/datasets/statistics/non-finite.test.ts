import { describe, expect, test } from 'vitest'
import { indexOfNonFinite } from '../../../src/datasets/statistics/non-finite.js'

describe.each([1, 3, 4, 7, 64])('%i values', (length) => {
  test('have no position where all are finite, however large they are', () => {
    expect(indexOfNonFinite(new Float32Array(length).fill(3e38))).toBe(-1)
    expect(indexOfNonFinite(new Float64Array(length).fill(-1e308))).toBe(-1)
  })

  test.each([Number.NaN, Infinity, -Infinity])('name the first %d, wherever it stands', (value) => {
    for (let at = 0; at < length; at++) {
      const values = Float32Array.from({ length }, (_, i) => (i === at ? value : i - 2))
      values[length - 1] = value
      expect(indexOfNonFinite(values)).toBe(at)
    }
  })
})

test('no values have none', () => {
  expect(indexOfNonFinite(new Float32Array())).toBe(-1)
})

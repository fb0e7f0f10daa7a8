import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { indexOfNonFinite, indexOfNonFiniteRow } from '../../../src/datasets/statistics/non-finite.js'
import { expandValuesPlain } from '../../../src/features/expand-values.js'

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

test('rows of lagged columns have it where it is in what was written, whatever lies between or behind the rows', () => {
  const length = 900
  const value = fc.constantFrom(Number.NaN, Infinity, -Infinity)
  const spoiled = fc.array(fc.tuple(fc.nat(2), fc.nat(length - 1), value), { maxLength: 3 })
  const offsets = fc.array(fc.tuple(fc.nat(2), fc.nat(40)), { minLength: 1, maxLength: 6 })
  const rows = fc.oneof(
    fc.array(fc.integer({ min: 40, max: length - 1 }), { maxLength: 12 }),
    fc
      .tuple(fc.integer({ min: 40, max: 400 }), fc.nat(300))
      .map(([from, count]) => Array.from({ length: count }, (_, i) => from + i)),
  )
  fc.assert(
    fc.property(spoiled, offsets, rows, (wrong, columns, list) => {
      const stored = [0, 1, 2].map((column) => Float32Array.from({ length }, (_, i) => i - 7 * column))
      for (const [column, at, bad] of wrong) stored[column]?.fill(bad, at, at + 1)
      const sources = columns.map(([column, offset]) => ({ values: stored[column] ?? new Float32Array(), offset }))
      const chosen = Int32Array.from(list)
      const out = new Float32Array(chosen.length * sources.length)
      expandValuesPlain(sources, chosen, out)
      expect(indexOfNonFiniteRow(sources, chosen, out)).toBe(indexOfNonFinite(out))
    }),
    { numRuns: 300 },
  )
})

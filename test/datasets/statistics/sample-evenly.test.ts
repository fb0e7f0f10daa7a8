import { expect, test } from 'vitest'
import { createRng } from '../../../src/core/rng.js'
import { hashColumn, findDuplicateColumns } from '../../../src/datasets/statistics/duplicate-columns.js'
import { sampleEvenly } from '../../../src/datasets/statistics/sample-evenly.js'

test('few rows are all taken, of many one in each equal span', () => {
  expect([...sampleEvenly(4, 9, createRng(1))]).toEqual([0, 1, 2, 3])
  const sample = sampleEvenly(10_007, 1000, createRng(1))
  sample.forEach((row, i) => expect(Math.floor(((row + 1) * 1000 - 1) / 10_007)).toBe(i))
  expect([...sample]).toEqual([...sampleEvenly(10_007, 1000, createRng(1))])
  expect(new Set(sample.map((row) => row % 10)).size).toBe(10)
})

test('columns are twins where every bit is equal', () => {
  const values = Float32Array.of(1, 2, Number.NaN)
  const digests = [values, Float32Array.of(1, 2, 3), values.slice(), Float32Array.of(1, 2)].map(hashColumn)
  expect(findDuplicateColumns(digests)).toEqual([undefined, undefined, 0, undefined])
})

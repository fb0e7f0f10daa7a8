import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  createBalancedBatches,
  countClasses,
  createNaturalBatches,
  type BatchOptions,
} from '../../src/datasets/batch-sampler.js'
import { balancedClassWeights } from '../../src/datasets/sampling.js'

const classes = ['hold', 'buy', 'sell']
const options: BatchOptions = { classes, batchSize: 32, seed: 7, source: 'training set of fil' }
const labels = Uint8Array.from({ length: 1000 }, (_, row) => (row % 50 === 0 ? 1 : row % 20 === 3 ? 2 : 0))
const labelsOf = (rows: Int32Array): Uint8Array => Uint8Array.from(rows, (row) => labels[row] ?? 9)

/** The three classes in turn. */
const classOf = (row: number): number => row % 3

describe('balanced batches', () => {
  test('an epoch sees every row of the largest class and every class equally often', () => {
    const batches = createBalancedBatches(labels, options)
    const [largest = 0] = countClasses(labels, 3)
    expect(batches.stepsPerEpoch).toBe(Math.ceil((3 * largest) / 32))
    const rows = batches.rows(1, 0, batches.stepsPerEpoch)
    const counts = countClasses(labelsOf(rows), 3)
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1)
    const first = new Set([...rows].filter((row) => labels[row] === 0))
    expect(first.size).toBe(largest)
    for (let step = 0; step < batches.stepsPerEpoch; step++) {
      const batch = countClasses(labelsOf(rows.subarray(step * 32, (step + 1) * 32)), 3)
      expect(Math.min(...batch)).toBeGreaterThanOrEqual(10)
    }
  })

  test('draw only from the rows they may', () => {
    const among = Int32Array.from({ length: 500 }, (_, row) => row + 250)
    const batches = createBalancedBatches(labels, { ...options, among })
    const rows = batches.rows(1, 0, batches.stepsPerEpoch)
    const largest = among.filter((row) => labels[row] === 0).length
    expect(batches.stepsPerEpoch).toBe(Math.ceil((3 * largest) / 32))
    expect([...rows].every((row) => row >= 250 && row < 750)).toBe(true)
    const none = among.filter((row) => labels[row] !== 1)
    expect(() => createBalancedBatches(labels, { ...options, among: none })).toThrow(
      /no row of class buy in the training set/,
    )
  })

  test('any part of any epoch is the same bits, whatever was asked for before', () => {
    const whole = createBalancedBatches(labels, options)
    fc.assert(
      fc.property(fc.nat(3), fc.nat(80), fc.integer({ min: 1, max: 9 }), (epoch, step, steps) => {
        const part = createBalancedBatches(labels, options).rows(epoch, step, steps)
        const all = whole.rows(epoch, 0, step + steps)
        expect(part).toEqual(all.subarray(step * 32))
      }),
    )
  })

  test('epochs and seeds differ in order', () => {
    const batches = createBalancedBatches(labels, options)
    expect(batches.rows(1, 0, 5)).not.toEqual(batches.rows(2, 0, 5))
    expect(batches.rows(1, 0, 5)).not.toEqual(createBalancedBatches(labels, { ...options, seed: 8 }).rows(1, 0, 5))
  })

  test('rows are drawn in proportion to their weights within their class', () => {
    fc.assert(
      fc.property(fc.nat(), fc.array(fc.nat(4), { minLength: 6, maxLength: 90 }), (seed, numbers) => {
        const weights = Float32Array.from(numbers, (number) => number / 4)
        weights.fill(1, 0, 3)
        const weighted = { ...options, weights, seed, batchSize: 3 }
        const batches = createBalancedBatches(
          Uint8Array.from(numbers, (_, row) => classOf(row)),
          weighted,
        )
        const rows = batches.rows(1, 0, batches.stepsPerEpoch)
        const lists = [0, 1, 2].map((label) =>
          [...numbers.keys()].filter((row) => classOf(row) === label && weights[row] !== 0),
        )
        const [list = []] = lists.toSorted((a, b) => b.length - a.length)
        const total = list.reduce((sum, row) => sum + (weights[row] ?? 0), 0)
        for (const row of list) {
          const share = (list.length * (weights[row] ?? 0)) / total
          const times = rows.filter((one) => one === row).length
          expect(Math.abs(times - share)).toBeLessThan(1 + 1e-6)
        }
        expect([...rows].every((row) => weights[row] !== 0)).toBe(true)
      }),
    )
  })

  test('a class whose rows all weigh nothing is one without rows', () => {
    const weights = Float32Array.from(labels, (label) => (label === 1 ? 0 : 1))
    expect(() => createBalancedBatches(labels, { ...options, weights })).toThrow(
      /no row of class buy .* weight 0 left out/,
    )
  })

  test('a class without rows is an error that names it and the set', () => {
    expect(() => createBalancedBatches(new Uint8Array(10), options)).toThrow(
      /no row of class buy in the training set of fil/,
    )
  })
})

test('natural batches have every row once an epoch, in another order each, and want every class', () => {
  const labels = Uint8Array.from({ length: 90 }, (_, row) => (row < 70 ? 0 : row < 85 ? 1 : 2))
  const batches = createNaturalBatches(labels, { ...options, batchSize: 30 })
  expect(batches.stepsPerEpoch).toBe(3)
  const [first, second] = [batches.rows(1, 0, 3), batches.rows(2, 0, 3)]
  expect(first.slice().sort()).toEqual(Int32Array.from({ length: 90 }, (_, row) => row))
  expect(second).not.toEqual(first)
  expect(batches.rows(1, 1, 1)).toEqual(first.slice(30, 60))
  expect(() => createNaturalBatches(labels.subarray(0, 85), options)).toThrow(/no row of class sell/)
})

test('balancing weights give every class the same sum, and all together the number of rows', () => {
  const counts = [70, 15, 5]
  const sums = balancedClassWeights(counts).map((weight, index) => weight * (counts[index] ?? 0))
  for (const sum of sums) expect(sum).toBeCloseTo(30, 12)
})

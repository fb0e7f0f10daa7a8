import { describe, expect, test } from 'vitest'
import { createBalancedBatches } from '../../src/datasets/batch-sampler.js'
import { openBuckets } from '../../src/datasets/shuffle-buckets.js'

const LENGTH = 300_000

function shuffled(words: readonly number[]): Int32Array {
  const buckets = openBuckets(LENGTH, words)
  if (!buckets) throw new Error('no buckets')
  const list = new Int32Array(LENGTH).fill(-1)
  for (let value = 0; value < LENGTH; value++) list[buckets.next()] = value
  buckets.shuffle(list)
  return list
}

/** How far from evenly the values of each twentieth of the list are spread over twentieths: chi-square of 361 degrees of freedom. */
function chiSquare(list: Int32Array): number {
  const cells = 20
  const counts = new Float64Array(cells * cells)
  list.forEach((value, place) => {
    const cell = Math.floor((cells * place) / LENGTH) * cells + Math.floor((cells * value) / LENGTH)
    counts[cell] = (counts[cell] ?? 0) + 1
  })
  const expected = LENGTH / cells / cells
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0)
}

describe('a shuffle by buckets', () => {
  test('puts each value somewhere once, the same for the same words and otherwise elsewhere', () => {
    const list = shuffled([1, 2])
    expect(list.toSorted().every((value, place) => value === place)).toBe(true)
    expect(shuffled([1, 2])).toEqual(list)
    expect(shuffled([1, 3]).filter((value, place) => value === list[place]).length).toBeLessThan(20)
  })

  test('leaves no value near where it was more often than chance does', () => {
    for (const seed of [1, 2, 3]) {
      const found = chiSquare(shuffled([seed]))
      // Five standard deviations around 361 degrees of freedom.
      expect(Math.abs(found - 361)).toBeLessThan(5 * Math.sqrt(2 * 361))
    }
  })

  test('is not for short lists', () => {
    expect(openBuckets(200_000, [1])).toBeUndefined()
  })

  test('long lists of rows come once an epoch, in another order in each, and any part of an epoch again', () => {
    const labels = Uint8Array.from({ length: 400_000 }, (_, row) => (row % 4 === 0 ? 1 : 0))
    const options = { classes: ['a', 'b'], batchSize: 1000, seed: 3, source: 'rows' }
    const batches = createBalancedBatches(labels, options)
    const first = batches.rows(1, 0, batches.stepsPerEpoch).filter((row) => labels[row] === 0)
    expect(new Set(first).size).toBe(300_000)
    const second = batches.rows(2, 0, 10)
    expect(second).not.toEqual(batches.rows(1, 0, 10))
    expect(createBalancedBatches(labels, options).rows(2, 5, 5)).toEqual(second.subarray(5000))
  })
})

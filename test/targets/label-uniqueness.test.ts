import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { labelUniqueness } from '../../src/targets/label-uniqueness.js'

/** The plain form: counts, for each row that a label looks at, the labels that look at it too. */
function plain(lengths: readonly number[]): number[] {
  const looksAt = (label: number, row: number): boolean => row > label && row <= label + (lengths[label] ?? 0)
  return lengths.map((length, label) => {
    if (length === 0) return 0
    const shares = Array.from({ length }, (_, ahead) => {
      const row = label + 1 + ahead
      return 1 / lengths.filter((_length, other) => looksAt(other, row)).length
    })
    return shares.reduce((sum, share) => sum + share, 0) / length
  })
}

const closeTo = (weights: Float32Array, wanted: readonly number[]): void => {
  expect(weights.length).toBe(wanted.length)
  weights.forEach((weight, i) => expect(weight).toBeCloseTo(wanted[i] ?? NaN, 6))
}

describe('label uniqueness', () => {
  test.each([
    ['labels that share nothing are wholly unique', [1, 1, 1], [1, 1, 1]],
    ['no label weighs nothing and takes nothing from others', [0, 2, 0], [0, 1, 0]],
    ['two that share one of two rows', [2, 2], [0.75, 0.75]],
    ['a long one over two short ones', [4, 1, 0, 1], [0.75, 0.5, 0, 0.5]],
  ])('%s', (_, lengths, wanted) => {
    closeTo(labelUniqueness(Int32Array.from(lengths), 0), wanted)
  })

  test('equals its plain form, also for a part of the labels', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(9), { maxLength: 60 }), fc.nat(60), (lengths, skipped) => {
        const from = Math.min(skipped, lengths.length)
        closeTo(labelUniqueness(Int32Array.from(lengths), from), plain(lengths).slice(from))
      }),
    )
  })

  test('the rows together weigh as much as the rows that are looked at', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 60 }), (lengths) => {
        const weights = labelUniqueness(Int32Array.from(lengths), 0)
        const covered = new Set(lengths.flatMap((length, i) => Array.from({ length }, (_, k) => i + 1 + k)))
        const sum = weights.reduce((total, weight, i) => total + weight * (lengths[i] ?? 0), 0)
        expect(sum).toBeCloseTo(covered.size, 3)
      }),
    )
  })
})

import { assert, nat, pre, property, tuple } from 'fast-check'
import { expect, test } from 'vitest'
import type { TimeRange } from '../../../src/core/time.js'
import { monthWriteSequence } from '../../../src/store/candles/merge-months.js'

/** Months as whole numbers: month 3 is the time from 30 to 40. */
const monthOf = (number: number): { number: number; month: TimeRange } => ({
  number,
  month: { from: 10 * number, to: 10 * number + 10 },
})

test('what lies before the stored candles comes last, the nearest first', () => {
  const months = [2, 5, 1, 3, 4].map(monthOf)
  const order = monthWriteSequence(months, { from: 35, to: 47 })
  expect(order.map(({ number }) => number)).toEqual([3, 4, 5, 2, 1])
  expect(monthWriteSequence(months, undefined).map(({ number }) => number)).toEqual([1, 2, 3, 4, 5])
})

test('a stop between any two of them leaves no hole that was not there before', () => {
  const spans = tuple(nat(20), nat(8), nat(20), nat(8))
  assert(
    property(spans, ([first, months, from, length]) => {
      const stored = { from, to: from + length + 1 }
      const merged = { from: first, to: first + months + 1 }
      // Apart from each other they leave a hole whatever the order.
      pre(merged.from <= stored.to && stored.from <= merged.to)
      const range = { from: 10 * stored.from, to: 10 * stored.to }
      const there = new Set(Array.from({ length: length + 1 }, (_, month) => from + month))
      const fresh = Array.from({ length: months + 1 }, (_, month) => monthOf(first + month))
      for (const { number } of monthWriteSequence(fresh, range)) {
        there.add(number)
        expect(Math.max(...there) - Math.min(...there) + 1).toBe(there.size)
      }
    }),
  )
})

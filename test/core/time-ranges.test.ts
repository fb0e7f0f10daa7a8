import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import type { TimeRange } from '../../src/core/time.js'
import { intersectRanges, subtractRanges, unionRanges } from '../../src/core/time-ranges.js'

const ranges = fc.array(
  fc.tuple(fc.nat(40), fc.nat(12)).map(([from, length]) => ({ from, to: from + length })),
  { maxLength: 8 },
)

/** The minutes of some ranges, one by one. */
function minutesOf(list: readonly TimeRange[]): Set<number> {
  const minutes = new Set<number>()
  for (const { from, to } of list) for (let minute = from; minute < to; minute++) minutes.add(minute)
  return minutes
}

/** In order, none empty, none touching the next. */
function expectNormal(list: readonly TimeRange[]): void {
  list.forEach(({ from, to }, index) => {
    expect(from).toBeLessThan(to)
    const before = list[index - 1]
    if (before) expect(before.to).toBeLessThan(from)
  })
}

test('union, intersection and difference have just the minutes that sets of single minutes have', () => {
  fc.assert(
    fc.property(ranges, ranges, (a, b) => {
      const [inA, inB] = [minutesOf(a), minutesOf(b)]
      const cases = [
        [unionRanges([...a, ...b]), new Set([...inA, ...inB])],
        [intersectRanges(a, b), new Set([...inA].filter((minute) => inB.has(minute)))],
        [subtractRanges(a, b), new Set([...inA].filter((minute) => !inB.has(minute)))],
      ] as const
      for (const [found, expected] of cases) {
        expectNormal(found)
        expect(minutesOf(found)).toEqual(expected)
      }
    }),
  )
})

test('what is left and what was removed are disjoint, and together what there was', () => {
  fc.assert(
    fc.property(ranges, ranges, (a, b) => {
      const left = subtractRanges(a, b)
      const removed = intersectRanges(a, b)
      expect(intersectRanges(left, removed)).toEqual([])
      expect(unionRanges([...left, ...removed])).toEqual(unionRanges(a))
    }),
  )
})

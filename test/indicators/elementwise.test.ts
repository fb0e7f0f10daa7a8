import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { pivot } from '../../src/indicators/pivot.js'
import { quotient } from '../../src/indicators/elementwise.js'
import { relativeVolume } from '../../src/indicators/relative-volume.js'
import { pctChange } from '../../src/indicators/pct-change.js'
import { bitsOf } from '../support/same-bits.js'

/** Longer than a chunk of the kernel now and then; odd and even numbers of rows. */
const columns = fc
  .tuple(fc.oneof(fc.nat(20), fc.integer({ min: 4090, max: 8200 })), fc.integer({ min: 1, max: 1000 }))
  .map(([rows, seed]) =>
    [1, 2, 3, 4].map((step) => Float64Array.from({ length: rows }, (_, i) => 1 + ((seed * step * (i + 1)) % 997) / 7)),
  )

const at = (values: Float64Array, i: number): number => values[i] ?? 0

test('elementwise columns have the bits of plain loops', () => {
  fc.assert(
    fc.property(columns, ([a, b, c, d]) => {
      if (!a || !b || !c || !d) return
      const plain = (work: (i: number) => number): string => bitsOf(Float64Array.from(a, (_, i) => work(i)))
      expect(bitsOf(quotient(a, b, new Float64Array(a.length)))).toBe(plain((i) => at(a, i) / at(b, i)))
      expect(bitsOf(pivot({ open: a, high: b, low: c, close: d }))).toBe(
        plain((i) => (at(a, i) + at(b, i) + at(c, i) + at(d, i)) / 4),
      )
      const gaps = b.map((value, i) => (i % 3 === 0 ? 0 : value))
      expect(bitsOf(relativeVolume(a, gaps, 7))).toBe(plain((i) => (at(gaps, i) === 0 ? 7 : at(a, i) / at(gaps, i))))
      if (a.length < 3) return
      const change = pctChange(a, { period: 2, from: 2 })
      expect(bitsOf(change)).toBe(bitsOf(a.subarray(2).map((now, i) => (now - at(a, i)) / at(a, i))))
    }),
    { numRuns: 50 },
  )
})

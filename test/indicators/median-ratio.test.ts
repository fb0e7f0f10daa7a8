import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { medianRatio, plainMedianRatio, simdMedianRatio } from '../../src/indicators/median-ratio.js'
import { bitsOf } from '../support/same-bits.js'

const cases = fc
  .record({
    window: fc.oneof(fc.constant(60), fc.integer({ min: 5, max: 256 })),
    rows: fc.oneof(fc.integer({ min: 1, max: 600 }), fc.integer({ min: 4000, max: 9000 })),
    lead: fc.nat(20),
    seed: fc.nat(),
    /** Few different values make ties, and windows whose median is zero. */
    steps: fc.constantFrom(1, 2, 5, 100_000),
  })
  .map(({ window, rows, lead, seed, steps }) => {
    const rng = createRng(seed)
    const from = window - 1 + lead
    const values = Float64Array.from({ length: from + rows }, () => rng.below(steps) / 7)
    return { values, ratio: { window, from, fillValue: 1 } }
  })

describe('median of five rows over that of a longer window', () => {
  test('WebAssembly with SIMD is what runs here', () => {
    expect(simdMedianRatio).toBeDefined()
  })

  test('is that of the plain form', () => {
    fc.assert(
      fc.property(cases, ({ values, ratio }) => {
        const plain = plainMedianRatio(values, ratio)
        const fast = medianRatio(values, ratio)
        expect(fast.length).toBe(plain.length)
        const wrong = fast.findIndex((value, i) => !(Math.abs(value - (plain[i] ?? 0)) <= 3e-7 * (plain[i] ?? 0)))
        expect(wrong).toBe(-1)
      }),
      { numRuns: 80 },
    )
  })

  test('has the same bits wherever the values begin and end', () => {
    fc.assert(
      fc.property(cases, fc.nat(9000), fc.nat(9000), ({ values, ratio }, skipped, shorter) => {
        const all = medianRatio(values, ratio)
        for (const start of [skipped % all.length, all.length - 1]) {
          const rows = 1 + (shorter % (all.length - start))
          const part = medianRatio(values.slice(start, start + ratio.from + rows), ratio)
          expect(bitsOf(part)).toBe(bitsOf(all.slice(start, start + rows)))
        }
      }),
      { numRuns: 40 },
    )
  })

  test('is of five to 256 rows that exist', () => {
    const ratio = { window: 60, from: 59, fillValue: 1 }
    expect(() => medianRatio(new Float64Array(60), { ...ratio, from: 58 })).toThrow('a window of 60 rows to row 58')
    expect(() => medianRatio(new Float64Array(60), { ...ratio, window: 4 })).toThrow('expected 5 to 256 rows')
    expect(medianRatio(new Float64Array(60), ratio)).toEqual(Float32Array.of(1))
  })
})

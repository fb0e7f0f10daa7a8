import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { rollingMedian, plainRollingMedian, simdRollingMedian } from '../../src/indicators/rolling-median.js'
import { bitsOf } from '../support/same-bits.js'

const cases = fc
  .record({
    window: fc.oneof(fc.constant(5), fc.integer({ min: 1, max: 300 })),
    rows: fc.integer({ min: 0, max: 200 }),
    lead: fc.nat(20),
    seed: fc.nat(),
    /** Few different values make ties. */
    steps: fc.constantFrom(1, 2, 5, 100_000),
  })
  .map(({ window, rows, lead, seed, steps }) => {
    const rng = createRng(seed)
    const from = window - 1 + lead
    const values = Float64Array.from({ length: from + rows }, () => rng.below(steps) / 7)
    return { values, span: { window, from } }
  })

describe('rolling median', () => {
  test('WebAssembly with SIMD is what runs here', () => {
    expect(simdRollingMedian).toBeDefined()
  })

  test('has the bits of the plain form', () => {
    fc.assert(
      fc.property(cases, ({ values, span }) => {
        const plain = bitsOf(plainRollingMedian(values, span))
        expect(bitsOf(rollingMedian(values, span))).toBe(plain)
        expect(simdRollingMedian && bitsOf(simdRollingMedian(values, span))).toBe(plain)
      }),
      { numRuns: 200 },
    )
  })

  test('goes on over chunks', () => {
    const rng = createRng(4)
    const values = Float64Array.from({ length: 20_000 }, () => 10 ** (5 * rng.float()))
    const span = { window: 60, from: 77 }
    expect(bitsOf(rollingMedian(values, span))).toBe(bitsOf(plainRollingMedian(values, span)))
  })
})

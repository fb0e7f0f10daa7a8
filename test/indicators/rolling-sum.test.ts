import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { rollingMean } from '../../src/indicators/rolling-mean.js'
import { rollingSum, plainRollingSum, simdRollingSum } from '../../src/indicators/rolling-sum.js'
import { bitsOf } from '../support/same-bits.js'

const cases = fc
  .record({
    window: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 21, max: 6000 })),
    rows: fc.integer({ min: 1, max: 9000 }),
    lead: fc.nat(40),
    first: fc.integer({ min: -100, max: 30_000_000 }),
    seed: fc.nat(),
    quiet: fc.boolean(),
  })
  .map(({ window, rows, lead, first, seed, quiet }) => {
    const rng = createRng(seed)
    const from = window - 1 + lead
    const values = Float64Array.from({ length: from + rows }, () =>
      quiet && rng.float() < 0.99 ? 0 : 10 ** (6 * rng.float()),
    )
    return { values, span: { first, window, from } }
  })

describe('rolling sum', () => {
  test('WebAssembly with SIMD is what runs here', () => {
    expect(simdRollingSum).toBeDefined()
  })

  test('is that of the plain loop, and zero where all is zero; the mean is that over the window', () => {
    fc.assert(
      fc.property(cases, ({ values, span }) => {
        const plain = plainRollingSum(values, span)
        const sums = rollingSum(values, span)
        const worst = sums.reduce((most, sum, i) => {
          const wanted = plain[i] ?? 0
          return Math.max(most, wanted === 0 ? Math.abs(sum) : Math.abs(sum - wanted) / wanted)
        }, 0)
        expect(worst).toBeLessThan(1e-13)
        expect(bitsOf(rollingMean(values, span))).toBe(bitsOf(sums.map((sum) => sum / span.window)))
      }),
      { numRuns: 60 },
    )
  })

  test('has the same bits wherever the values begin, also for a single row', () => {
    fc.assert(
      fc.property(cases, fc.nat(20_000), ({ values, span }, skipped) => {
        const whole = rollingSum(values, span)
        const last = values.length - 1 - span.from
        for (const start of [skipped % (last + 1), last]) {
          const part = rollingSum(values.slice(start), { ...span, first: span.first + start })
          expect(bitsOf(part)).toBe(bitsOf(whole.slice(start)))
        }
      }),
      { numRuns: 60 },
    )
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { rollingRegression, plainRollingRegression, simdRegression } from '../../src/indicators/rolling-regression.js'
import type { RollingSpan } from '../../src/indicators/rolling-span.js'
import { bitsOf } from '../support/same-bits.js'

const cases = fc
  .record({
    window: fc.oneof(fc.integer({ min: 2, max: 20 }), fc.integer({ min: 21, max: 6000 })),
    rows: fc.integer({ min: 1, max: 9000 }),
    lead: fc.nat(40),
    first: fc.integer({ min: -100, max: 30_000_000 }),
    seed: fc.nat(),
    flat: fc.boolean(),
  })
  .map(({ window, rows, lead, first, seed, flat }) => {
    const rng = createRng(seed)
    const from = window - 1 + lead
    let price = 30_000
    const values = Float64Array.from({ length: from + rows }, () => {
      if (!flat || rng.float() < 0.001) price *= 1 + 0.001 * rng.normal()
      return price
    })
    const span: RollingSpan = { first, window, from }
    return { values, span }
  })

describe('rolling regression', () => {
  test('WebAssembly with SIMD is what runs here', () => {
    expect(simdRegression).toBeDefined()
  })

  test('is that of the plain loop', () => {
    fc.assert(
      fc.property(cases, ({ values, span }) => {
        const fast = rollingRegression(values, span)
        const plain = plainRollingRegression(values, span)
        const worst = fast.last.reduce((most, value, i) => {
          const line = plain.last[i] ?? 0
          // What the slope does to the other end of the line, in shares of the price.
          const slope = Math.abs((fast.slope[i] ?? 0) - (plain.slope[i] ?? 0)) * span.window
          return Math.max(most, Math.abs(value - line) / line, slope / line)
        }, 0)
        expect(worst).toBeLessThan(1e-12)
        expect([...fast.slope].map((slope) => slope === 0)).toEqual([...plain.slope].map((slope) => slope === 0))
      }),
      { numRuns: 60 },
    )
  })

  test('has the same bits wherever the values begin, also for a single row', () => {
    fc.assert(
      fc.property(cases, fc.nat(20_000), ({ values, span }, skipped) => {
        const whole = rollingRegression(values, span)
        const last = values.length - 1 - span.from
        for (const start of [skipped % (last + 1), last]) {
          const part = rollingRegression(values.slice(start), { ...span, first: span.first + start })
          expect(bitsOf(part.slope)).toBe(bitsOf(whole.slope.slice(start)))
          expect(bitsOf(part.last)).toBe(bitsOf(whole.last.slice(start)))
        }
      }),
      { numRuns: 60 },
    )
  })
})

import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { lineDeviations, plainLineDeviations, simdDeviations } from '../../src/indicators/line-deviations.js'
import { rollingRegression } from '../../src/indicators/rolling-regression.js'
import type { RollingSpan } from '../../src/indicators/rolling-span.js'
import { bitsOf } from '../support/same-bits.js'

const MARGIN = 1e-12

/** Windows with and without whole blocks; prices that wander, stand still, jump back and forth, or lie on a line. */
const cases = fc
  .record({
    window: fc.oneof(fc.integer({ min: 2, max: 90 }), fc.integer({ min: 91, max: 800 })),
    rows: fc.integer({ min: 1, max: 300 }),
    lead: fc.nat(40),
    first: fc.integer({ min: -100, max: 30_000_000 }),
    seed: fc.nat(),
    kind: fc.constantFrom('walk', 'steps', 'line'),
  })
  .map(({ window, rows, lead, first, seed, kind }) => {
    const rng = createRng(seed)
    const from = window - 1 + lead
    let price = 30_000
    const values = Float64Array.from({ length: from + rows }, (_, i) => {
      if (kind === 'line') return 100 + i * 0.01
      if (kind === 'steps') return 4 + rng.below(3) / 1000
      return (price *= 1 + 0.001 * rng.normal())
    })
    const span: RollingSpan = { first, window, from }
    return { values, span, lines: rollingRegression(values, span) }
  })

function expectClose(actual: Float64Array, wanted: Float64Array): void {
  expect(actual.length).toBe(wanted.length)
  const worst = actual.reduce((most, value, i) => {
    const plain = wanted[i] ?? 0
    return Math.max(most, Math.abs(value - plain) / (Math.abs(plain) || 1))
  }, 0)
  expect(worst).toBeLessThan(1e-9)
}

describe('spread on either side of a line', () => {
  test('WebAssembly with SIMD is what runs here', () => {
    expect(simdDeviations).toBeDefined()
  })

  test('is that of the plain loop, whether blocks of points are taken at once or not', () => {
    fc.assert(
      fc.property(cases, ({ values, span, lines }) => {
        const fast = lineDeviations(values, lines, span, MARGIN)
        const plain = plainLineDeviations(values, lines, span, MARGIN)
        expectClose(fast.above, plain.above)
        expectClose(fast.below, plain.below)
      }),
      { numRuns: 200 },
    )
  })

  test('has the same bits wherever the values begin', () => {
    fc.assert(
      fc.property(cases, fc.nat(400), ({ values, span, lines }, skipped) => {
        const start = skipped % (values.length - span.from)
        const whole = lineDeviations(values, lines, span, MARGIN)
        const part = values.slice(start)
        const later = { ...span, first: span.first + start }
        const other = lineDeviations(part, rollingRegression(part, later), later, MARGIN)
        expect(bitsOf(other.above)).toBe(bitsOf(whole.above.slice(start)))
        expect(bitsOf(other.below)).toBe(bitsOf(whole.below.slice(start)))
      }),
      { numRuns: 200 },
    )
  })

  test('has the same bits where rows go through the kernel in other chunks', () => {
    const rng = createRng(5)
    let price = 1
    const values = Float64Array.from({ length: 15_000 }, () => (price *= 1 + 0.001 * rng.normal()))
    const at = (from: number) => {
      const span = { first: 7, window: 240, from }
      return lineDeviations(values, rollingRegression(values, span), span, MARGIN)
    }
    expect(bitsOf(at(5001).above)).toBe(bitsOf(at(239).above.slice(5001 - 239)))
    expect(bitsOf(at(5001).below)).toBe(bitsOf(at(239).below.slice(5001 - 239)))
  })
})

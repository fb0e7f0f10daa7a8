import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { plainRollingSlopes, rollingSlopes, simdRollingSlopes } from '../../src/indicators/rolling-slopes.js'
import { bitsOf } from '../support/same-bits.js'

const cases = fc
  .record({
    windows: fc.array(fc.oneof(fc.integer({ min: 2, max: 40 }), fc.integer({ min: 41, max: 3000 })), {
      minLength: 1,
      maxLength: 4,
    }),
    rows: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 8000, max: 9000 })),
    lead: fc.nat(40),
    first: fc.integer({ min: -100, max: 30_000_000 }),
    seed: fc.nat(),
    flat: fc.boolean(),
  })
  .map(({ windows, rows, lead, first, seed, flat }) => {
    const rng = createRng(seed)
    const from = Math.max(...windows) - 1 + lead
    let price = 30_000
    const values = Float64Array.from({ length: from + rows }, () => {
      if (!flat || rng.float() < 0.001) price *= 1 + 0.001 * rng.normal()
      return price
    })
    return { values, windows, span: { first, from }, whole: values.subarray(from) }
  })

describe('slopes of several windows as shares of the price', () => {
  test('WebAssembly with SIMD is what runs here', () => {
    expect(simdRollingSlopes).toBeDefined()
  })

  test('are those of regressions one by one, zero where those are zero', () => {
    fc.assert(
      fc.property(cases, ({ values, windows, span, whole }) => {
        const plain = plainRollingSlopes(values, windows, span, whole)
        rollingSlopes(values, windows, span, whole).forEach((slopes, i) => {
          // What the slope does over its window, in shares of the price.
          const wanted = plain[i] ?? new Float32Array()
          const worst = slopes.reduce((most, slope, row) => Math.max(most, differenceOf(slope, wanted[row] ?? 0)), 0)
          expect(worst).toBeLessThan(1.5e-7)
          expect([...slopes].map((slope) => slope === 0)).toEqual([...wanted].map((slope) => slope === 0))
        })
      }),
      { numRuns: 60 },
    )
  })

  test('have the same bits wherever the values begin, and whatever windows are asked for beside', () => {
    fc.assert(
      fc.property(cases, fc.nat(20_000), ({ values, windows, span, whole }, skipped) => {
        const all = rollingSlopes(values, windows, span, whole)
        const last = whole.length - 1
        for (const start of [skipped % (last + 1), last]) {
          const later = { ...span, first: span.first + start }
          const part = rollingSlopes(values.slice(start), windows, later, whole.subarray(start))
          expect(part.map(bitsOf)).toEqual(all.map((slopes) => bitsOf(slopes.slice(start))))
          const alone = rollingSlopes(values.slice(start), windows.slice(0, 1), later, whole.subarray(start))
          expect(alone.map(bitsOf)).toEqual(part.slice(0, 1).map(bitsOf))
        }
      }),
      { numRuns: 60 },
    )
  })

  test('need a window of two rows or more that ends at the first row', () => {
    const values = new Float64Array(10).fill(1)
    expect(() => rollingSlopes(values, [5, 1], { first: 0, from: 8 }, values.subarray(8))).toThrow('through 1 rows')
    expect(() => rollingSlopes(values, [9], { first: 0, from: 7 }, values.subarray(7))).toThrow('through 9 rows')
  })
})

/** Relative, and absolute where slopes are so small that rounding the sums decides. */
function differenceOf(slope: number, wanted: number): number {
  return Math.abs(slope - wanted) / Math.max(Math.abs(wanted), 1e-7)
}

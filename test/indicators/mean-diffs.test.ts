import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { meanDiffs, plainMeanDiffs, simdMeanDiffs } from '../../src/indicators/mean-diffs.js'
import { bitsOf } from '../support/same-bits.js'

const cases = fc
  .record({
    window: fc.integer({ min: 1, max: 20 }),
    count: fc.integer({ min: 1, max: 13 }),
    rows: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 2040, max: 4200 })),
    lead: fc.nat(5),
    seed: fc.nat(),
  })
  .map(({ window, count, rows, lead, seed }) => {
    const rng = createRng(seed)
    const from = (count + 1) * window - 1 + lead
    const values = Float64Array.from({ length: from + rows }, () => 100 + rng.below(4))
    return { values, steps: { window, count, from }, whole: values.subarray(from) }
  })

describe('steps from mean to mean', () => {
  test('WebAssembly with SIMD is what runs here', () => {
    expect(simdMeanDiffs).toBeDefined()
  })

  test('are those of the plain form, and the same wherever the values begin', () => {
    fc.assert(
      fc.property(cases, fc.nat(4200), ({ values, steps, whole }, skipped) => {
        const fast = meanDiffs(values, steps, whole)
        const plain = plainMeanDiffs(values, steps, whole)
        fast.forEach((column, k) => {
          const worst = column.reduce((most, value, i) => {
            const wanted = plain[k]?.[i] ?? Number.NaN
            return Math.max(most, Math.abs(value - wanted) / Math.max(Math.abs(wanted), 1e-9))
          }, 0)
          expect(worst).toBeLessThan(1.5e-7)
        })
        const start = skipped % whole.length
        const part = meanDiffs(values.slice(start), steps, whole.subarray(start))
        expect(part.map(bitsOf)).toEqual(fast.map((column) => bitsOf(column.slice(start))))
      }),
      { numRuns: 60 },
    )
  })

  test('are the latest first, in shares of the current value', () => {
    const values = Float64Array.of(1, 3, 5, 7, 13, 15)
    const steps = { window: 2, count: 2, from: 5 }
    expect(meanDiffs(values, steps, values.subarray(5))).toEqual([Float32Array.of(8 / 15), Float32Array.of(4 / 15)])
    expect(() => meanDiffs(values, { ...steps, from: 4 }, values.subarray(4))).toThrow('row 4 does not have 3 windows')
  })
})

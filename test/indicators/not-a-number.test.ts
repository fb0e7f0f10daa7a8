import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { ema, emaWindow } from '../../src/indicators/ema.js'
import { lineDeviations } from '../../src/indicators/line-deviations.js'
import { logReturn, pctChange } from '../../src/indicators/pct-change.js'
import { rollingStd } from '../../src/indicators/rolling-std.js'
import { rollingMax, rollingMin } from '../../src/indicators/rolling-max.js'
import { rollingMean } from '../../src/indicators/rolling-mean.js'
import { rollingMedian } from '../../src/indicators/rolling-median.js'
import { rollingQuantile } from '../../src/indicators/rolling-quantile.js'
import { rollingRegression } from '../../src/indicators/rolling-regression.js'
import type { RollingSpan } from '../../src/indicators/rolling-span.js'
import { rollingSum } from '../../src/indicators/rolling-sum.js'
import { createRng } from '../../src/core/rng.js'
import { bitsOf } from '../support/same-bits.js'

type Kernel = (values: Float64Array, span: RollingSpan) => Float64Array

const kernels: readonly (readonly [string, Kernel])[] = [
  ['sum', rollingSum],
  ['mean', rollingMean],
  ['deviation', rollingStd],
  ['minimum', rollingMin],
  ['maximum', rollingMax],
  ['median', rollingMedian],
  ['quantile', (values, span) => rollingQuantile(values, span, 0.9)],
  ['slope', (values, span) => rollingRegression(values, span).slope],
  ['last point of the line', (values, span) => rollingRegression(values, span).last],
  ['spread above the line', (values, span) => lineDeviations(values, rollingRegression(values, span), span, 0).above],
  ['spread below the line', (values, span) => lineDeviations(values, rollingRegression(values, span), span, 0).below],
]

const cases = fc
  .record({
    window: fc.oneof(fc.constantFrom(2, 3, 5, 300), fc.integer({ min: 2, max: 80 })),
    rows: fc.integer({ min: 1, max: 120 }),
    seed: fc.nat(),
    missing: fc.constantFrom(0.002, 0.05, 0.5),
  })
  .map(({ window, rows, seed, missing }) => {
    const rng = createRng(seed)
    const value = (): number => (rng.float() < missing ? Number.NaN : 4 + rng.below(50) / 100)
    return {
      values: Float64Array.from({ length: window - 1 + rows }, value),
      span: { first: 28_000_000 + rng.below(999), window, from: window - 1 },
    }
  })

describe('a value that is not a number', () => {
  test.each(kernels)('makes the %s of its windows NaN, and changes no other', (_, kernel) => {
    fc.assert(
      fc.property(cases, ({ values, span }) => {
        const results = kernel(values, span)
        results.forEach((result, i) => {
          const window = values.slice(i, i + span.window)
          if (window.some(Number.isNaN)) expect(result).toBe(Number.NaN)
          else expect(bitsOf(Float64Array.of(result))).toBe(bitsOf(kernel(window, { ...span, first: span.first + i })))
        })
      }),
      { numRuns: 60 },
    )
  })

  test('is forgotten by an exponential mean with the rows that it remembers', () => {
    const memory = emaWindow(0.5)
    const values = new Float64Array(200).fill(3)
    values[90] = Number.NaN
    const means = ema(values, { first: 17, from: 50, alpha: 0.5 })
    const wanted = Array.from(means, (_, i) => (i >= 40 && i < 40 + memory ? Number.NaN : 3))
    expect([...means]).toEqual(wanted)
  })
})

describe('a window that is none', () => {
  const values = new Float64Array(100).fill(1)
  test.each([0, -5, 2.5, Number.NaN])('of %d rows is refused', (window) => {
    const span = { first: 0, window, from: 60 }
    for (const [, kernel] of kernels) expect(() => kernel(values, span)).toThrow(RangeError)
    for (const change of [pctChange, logReturn]) {
      expect(() => change(values, { period: window, from: 60 })).toThrow(
        `a change over ${window} rows: expected 1 or more`,
      )
    }
  })
})

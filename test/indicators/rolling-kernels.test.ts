import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { ema, emaWindow } from '../../src/indicators/ema.js'
import { rollingStd } from '../../src/indicators/rolling-std.js'
import { rollingMax, rollingMin } from '../../src/indicators/rolling-max.js'
import { rollingQuantile } from '../../src/indicators/rolling-quantile.js'
import type { RollingSpan } from '../../src/indicators/rolling-span.js'
import { rollingSum } from '../../src/indicators/rolling-sum.js'
import { bitsOf } from '../support/same-bits.js'

type Kernel = (values: Float64Array, span: RollingSpan) => Float64Array

interface Kind {
  readonly kernel: Kernel
  /** The readable form, for one window. */
  readonly plain: (window: Float64Array) => number
}

const sum = (window: ArrayLike<number>): number => Array.from(window).reduce((total, y) => total + y, 0)

function deviation(window: Float64Array): number {
  const relative = window.map((y) => y - (window[0] ?? 0))
  const mean = sum(relative) / window.length
  return Math.sqrt(sum(relative.map((y) => (y - mean) ** 2)) / window.length)
}

function quantile(window: Float64Array, share: number): number {
  const sorted = window.slice().sort()
  const position = share * (sorted.length - 1)
  const [below = 0, above = below] = sorted.subarray(Math.floor(position))
  return below + (above - below) * (position % 1)
}

const KINDS: Readonly<Record<string, Kind>> = {
  sum: { kernel: rollingSum, plain: sum },
  minimum: { kernel: rollingMin, plain: (window) => Math.min(...window) },
  maximum: { kernel: rollingMax, plain: (window) => Math.max(...window) },
  deviation: { kernel: rollingStd, plain: deviation },
  quantile: {
    kernel: (values, span) => rollingQuantile(values, span, 0.9),
    plain: (window) => quantile(window, 0.9),
  },
}
const kinds = Object.entries(KINDS)

const cases = fc
  .record({
    window: fc.oneof(fc.integer({ min: 1, max: 40 }), fc.integer({ min: 60, max: 90 })),
    extra: fc.nat(190),
    lead: fc.nat(10),
    first: fc.integer({ min: -100, max: 30_000_000 }),
    seed: fc.nat(),
    level: fc.constantFrom(-3, 0, 4, 60_000),
    /** Few different values make ties and flat windows. */
    steps: fc.constantFrom(1, 2, 5, 1000),
  })
  .map(({ window, extra, lead, first, seed, level, steps }) => {
    const rng = createRng(seed)
    const from = window - 1 + lead
    const values = Float64Array.from({ length: from + 1 + extra }, () => level + rng.below(steps) / 1000)
    return { values, span: { first, window, from } }
  })

describe.each(kinds)('rolling %s', (_, { kernel, plain }) => {
  test('equals its plain form', () => {
    fc.assert(
      fc.property(cases, ({ values, span }) => {
        const results = kernel(values, span)
        expect(results.length).toBe(values.length - span.from)
        results.forEach((value, i) => {
          const end = span.from + i + 1
          const wanted = plain(values.subarray(end - span.window, end))
          expect(Math.abs(value - wanted)).toBeLessThanOrEqual(1e-12 * Math.max(1, Math.abs(wanted)))
        })
      }),
    )
  })

  test('gives the same bits wherever the values begin', () => {
    fc.assert(
      fc.property(cases, fc.nat(200), ({ values, span }, skipped) => {
        const start = skipped % (values.length - span.from)
        const part = kernel(values.slice(start), { ...span, first: span.first + start })
        expect(bitsOf(part)).toBe(bitsOf(kernel(values, span).slice(start)))
      }),
    )
  })

  test('refuses a window that begins before the first row', () => {
    expect(() => kernel(new Float64Array(10), { first: 0, window: 5, from: 3 })).toThrow(RangeError)
  })
})

describe('exponential mean', () => {
  test('remembers as much as it says', () => {
    expect([1 / 14, 2 / 27, 0.2, 1].map(emaWindow)).toEqual([311, 300, 104, 1])
    expect(() => emaWindow(0)).toThrow(RangeError)
  })

  const alphas = fc.constantFrom(1, 0.9, 0.5, 2 / 10)

  test('is the weighted mean of what it remembers, and the endless recursion to ten digits', () => {
    fc.assert(
      fc.property(alphas, fc.nat(), fc.integer({ min: -100, max: 30_000_000 }), (alpha, seed, first) => {
        const rng = createRng(seed)
        const memory = emaWindow(alpha)
        const values = Float64Array.from({ length: 3 * memory + 7 }, () => 60_000 + rng.normal())
        const means = ema(values, { first, from: memory - 1, alpha })
        let endless = values[0] ?? 0
        values.forEach((value, row) => {
          endless += alpha * (value - endless)
          if (row < memory - 1) return
          const window = values.subarray(row - memory + 1, row + 1).toReversed()
          const weights = window.map((_, age) => (1 - alpha) ** age)
          const wanted = sum(window.map((y, age) => (y - 60_000) * (weights[age] ?? 0))) / sum(weights)
          const mean = (means[row - memory + 1] ?? NaN) - 60_000
          expect(Math.abs(mean - wanted)).toBeLessThan(1e-10)
          expect(Math.abs(mean + 60_000 - endless)).toBeLessThan(1e-9)
        })
      }),
      { numRuns: 20 },
    )
  })

  test('gives the same bits wherever the values begin', () => {
    fc.assert(
      fc.property(alphas, fc.nat(), fc.nat(150), (alpha, seed, start) => {
        const rng = createRng(seed)
        const from = emaWindow(alpha) - 1
        const values = Float64Array.from({ length: from + 200 }, () => rng.normal())
        const whole = ema(values, { first: 77, from, alpha })
        const part = ema(values.slice(start), { first: 77 + start, from, alpha })
        expect(bitsOf(part)).toBe(bitsOf(whole.slice(start)))
      }),
    )
  })
})

describe('over three million rows', () => {
  const ROWS = 3_000_000
  const rng = createRng(5)
  const values = new Float64Array(ROWS)
  let price = 60_000
  for (let row = 0; row < ROWS; row++) {
    price = Math.round(price * (1 + 0.001 * rng.normal()) * 100) / 100
    values[row] = price
  }
  values.fill(60_000.01, ROWS - 4000)
  const span = { first: 28_000_123, window: 1440, from: 1439 }

  test.each(kinds)('%s does not drift from brute force', (_, { kernel, plain }) => {
    const results = kernel(values, span)
    for (const end of [1_440, 1_000_003, 2_500_001, ROWS - 5000, ROWS - 3999, ROWS - 3000, ROWS]) {
      const wanted = plain(values.subarray(end - span.window, end))
      const scale = Math.max(1e-3, Math.abs(wanted))
      expect(Math.abs((results[end - span.window] ?? NaN) - wanted) / scale).toBeLessThan(1e-10)
    }
  })

  test('a flat stretch at the end is exactly flat', () => {
    expect(rollingStd(values, span).at(-1)).toBe(0)
    const from = emaWindow(1 / 14)
    expect(ema(values, { first: 5, from, alpha: 1 / 14 }).at(-1)).toBe(60_000.01)
  })
})

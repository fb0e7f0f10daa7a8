import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { lineDeviations } from '../../src/indicators/line-deviations.js'
import { rollingMean } from '../../src/indicators/rolling-mean.js'
import { rollingMedian } from '../../src/indicators/rolling-median.js'
import { rollingRegression } from '../../src/indicators/rolling-regression.js'
import type { RollingSpan } from '../../src/indicators/rolling-span.js'
import { createRng } from '../../src/core/rng.js'
import { bitsOf } from '../support/same-bits.js'

const MARGIN = 1e-12

const mean = (values: ArrayLike<number>): number => Array.from(values).reduce((sum, y) => sum + y, 0) / values.length

/** The plain form of the least squares line. */
function line(window: Float64Array): { slope: number; last: number } {
  const center = (window.length - 1) / 2
  const level = mean(window)
  const products = mean(window.map((y, x) => (x - center) * (y - level)))
  const squares = mean(window.map((_, x) => (x - center) ** 2))
  const slope = products / squares
  return { slope, last: level + slope * center }
}

function median(window: Float64Array): number {
  const sorted = window.slice().sort()
  const half = Math.floor(sorted.length / 2)
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : mean(sorted.subarray(half - 1, half + 1))
}

/** The plain form of the spread on one side of the line. */
function spread(window: Float64Array, side: 1 | -1): number {
  const { slope, last } = line(window)
  const end = window.length - 1
  const margin = MARGIN * Math.abs(window[end] ?? 0)
  const points = window.filter((y, x) => side * (y - (last + slope * (x - end))) > margin)
  return points.length === 0 ? 0 : Math.sqrt(mean(points.map((y) => (y - mean(window)) ** 2)))
}

const cases = fc
  .record({
    window: fc.integer({ min: 2, max: 40 }),
    extra: fc.nat(90),
    lead: fc.nat(10),
    first: fc.integer({ min: -100, max: 30_000_000 }),
    seed: fc.nat(),
    /** Few different values make ties and flat windows. */
    steps: fc.constantFrom(2, 5, 1000),
  })
  .map(({ window, extra, lead, first, seed, steps }) => {
    const rng = createRng(seed)
    const from = window - 1 + lead
    const values = Float64Array.from({ length: from + 1 + extra }, () => 4 + rng.below(steps) / 1000)
    const span: RollingSpan = { first, window, from }
    return { values, span }
  })

/** Compares with the plain form, window by window. */
function expectPlain(
  { values, span }: { values: Float64Array; span: RollingSpan },
  actual: Float64Array,
  plain: (window: Float64Array) => number,
  digits: number,
): void {
  expect(actual.length).toBe(values.length - span.from)
  actual.forEach((value, i) => {
    const end = span.from + i + 1
    expect(value).toBeCloseTo(plain(values.subarray(end - span.window, end)), digits)
  })
}

describe('rolling kernels equal their plain forms', () => {
  test('mean', () => {
    fc.assert(fc.property(cases, (one) => expectPlain(one, rollingMean(one.values, one.span), mean, 12)))
  })

  test('median', () => {
    fc.assert(fc.property(cases, (one) => expectPlain(one, rollingMedian(one.values, one.span), median, 15)))
  })

  test('regression', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const { slope, last } = rollingRegression(one.values, one.span)
        expectPlain(one, slope, (window) => line(window).slope, 12)
        expectPlain(one, last, (window) => line(window).last, 12)
      }),
    )
  })

  test('spread above and below the line', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const lines = rollingRegression(one.values, one.span)
        const { above, below } = lineDeviations(one.values, lines, one.span, MARGIN)
        expectPlain(one, above, (window) => spread(window, 1), 9)
        expectPlain(one, below, (window) => spread(window, -1), 9)
      }),
    )
  })
})

describe('rolling kernels', () => {
  test('give the same bits wherever the values begin', () => {
    fc.assert(
      fc.property(cases, fc.nat(100), ({ values, span }, skipped) => {
        const { first, window, from } = span
        const start = skipped % (values.length - from)
        const later = { first: first + start, window, from }
        const part = values.slice(start)
        expect(bitsOf(rollingMean(part, later))).toBe(bitsOf(rollingMean(values, span).slice(start)))
        const [a, b] = [rollingRegression(part, later), rollingRegression(values, span)]
        expect(bitsOf(a.slope)).toBe(bitsOf(b.slope.slice(start)))
        expect(bitsOf(a.last)).toBe(bitsOf(b.last.slice(start)))
      }),
    )
  })

  test('lose no digits over a million rows: a flat stretch at the end is exactly flat', () => {
    const rng = createRng(3)
    const values = Float64Array.from({ length: 1_000_000 }, (_, i) => (i < 999_000 ? 30_000 * rng.float() : 0.1))
    const span = { first: 12_345_678, window: 720, from: 719 }
    const { slope, last } = rollingRegression(values, span)
    expect(slope.at(-1)).toBe(0)
    expect(last.at(-1)).toBe(0.1)
    values.fill(0, 999_000)
    expect(rollingMean(values, span).at(-1)).toBe(0)
  })

  test('points on a straight line lie on neither side of it', () => {
    const values = Float64Array.from({ length: 3000 }, (_, i) => 100 + i * 0.01)
    const span = { first: 5, window: 720, from: 719 }
    const { above, below } = lineDeviations(values, rollingRegression(values, span), span, MARGIN)
    expect([Math.max(...above), Math.max(...below)]).toEqual([0, 0])
  })

  test('refuse a window that begins before the first row', () => {
    const values = new Float64Array(10)
    expect(() => rollingMean(values, { first: 0, window: 5, from: 3 })).toThrow(RangeError)
    expect(() => rollingRegression(values, { first: 0, window: 1, from: 3 })).toThrow(RangeError)
  })
})

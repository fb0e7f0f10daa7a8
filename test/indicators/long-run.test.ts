import { describe, expect, test } from 'vitest'
import { createRng } from '../../src/core/rng.js'
import { alwaysOpen } from '../../src/core/calendar.js'
import { lineDeviations } from '../../src/indicators/line-deviations.js'
import { pivotTrends } from '../../src/indicators/pivot-trends.js'
import { rollingMean } from '../../src/indicators/rolling-mean.js'
import { rollingMedian } from '../../src/indicators/rolling-median.js'
import { rollingRegression } from '../../src/indicators/rolling-regression.js'
import { rollingSlopes } from '../../src/indicators/rolling-slopes.js'

const ROWS = 3_000_000
const FIRST = 25_246_080
/** The last rows, after all others went through the kernels; some of them are held against brute force. */
const TAIL = 5000
const CHECKS = 40

const rng = createRng(11)
const prices = new Float64Array(ROWS)
const volumes = new Float64Array(ROWS)
/** A price that began at thirty thousand and fell to a thousandth, beside volumes of all sizes: the worst for running sums. */
for (let row = 0, price = 30_000; row < ROWS; row++) {
  price *= 1 + 0.0008 * rng.normal() - 5.8e-6
  prices[row] = price
  volumes[row] = rng.float() < 0.1 ? 0 : 10 ** (6 * rng.float() * (1 - row / ROWS))
}
const rows = Array.from({ length: CHECKS }, () => ROWS - 1 - rng.below(TAIL))

const windowOf = (values: Float64Array, row: number, window: number): Float64Array =>
  values.subarray(row - window + 1, row + 1)
const relative = (actual: number | undefined, wanted: number): number =>
  Math.abs((actual ?? Number.NaN) - wanted) / Math.abs(wanted)
const mean = (values: Float64Array): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Least squares by the textbook, on values counted from the last one. */
function line(window: Float64Array): { slope: number; last: number } {
  const last = window.at(-1) ?? 0
  const values = window.map((value) => value - last)
  const middle = (window.length - 1) / 2
  const xy = values.reduce((sum, value, x) => sum + (x - middle) * value, 0)
  const xx = values.reduce((sum, _, x) => sum + (x - middle) ** 2, 0)
  return { slope: xy / xx, last: last + mean(values) + (xy / xx) * middle }
}

describe('after three million rows no kernel has drifted from brute force', () => {
  test('mean', () => {
    for (const window of [5, 1440]) {
      const means = rollingMean(volumes, { first: FIRST, window, from: window - 1 })
      for (const row of rows) {
        expect(relative(means[row - window + 1], mean(windowOf(volumes, row, window)))).toBeLessThan(1e-12)
      }
    }
  })

  test('median', () => {
    const medians = rollingMedian(volumes, { window: 60, from: 59 })
    for (const row of rows) {
      const sorted = windowOf(volumes, row, 60).slice().sort()
      expect(medians[row - 59]).toBe(((sorted[29] ?? 0) + (sorted[30] ?? 0)) / 2)
    }
  })

  test('slopes of several windows at once', () => {
    const windows = [15, 60, 12_960]
    const from = 12_959
    expectSlopes(rollingSlopes(prices, windows, { first: FIRST, from }, prices.subarray(from)), windows, 1e-7)
  })

  test('slopes of many windows by running sums that they share', () => {
    const windows = [5, 15, 60, 240, 720, 12_960]
    const grid = { calendar: alwaysOpen(), first: FIRST, rows: ROWS }
    const candles = { grid, open: prices, high: prices, low: prices, close: prices }
    const trends = { diffs: { window: 5, count: 1 }, windows, from: 12_959 }
    expectSlopes(pivotTrends(candles, trends).slice(1), windows, 2e-7)
  })

  test('regression, and the spread around its line', () => {
    for (const window of [30, 720, 14_400]) {
      const from = window - 1
      const lines = rollingRegression(prices, { first: FIRST, window, from })
      for (const row of rows) {
        const wanted = line(windowOf(prices, row, window))
        // A slope near zero is judged by what it does to the line's end.
        const scale = ((prices[row] ?? 0) * 1e-12) / window
        expect(Math.abs((lines.slope[row - from] ?? 0) - wanted.slope)).toBeLessThan(scale)
        expect(relative(lines.last[row - from], wanted.last)).toBeLessThan(1e-12)
      }
      if (window === 720) expectSpread(lines, window)
    }
  })
})

/** Columns that begin at row 12 959, as shares of the price. */
function expectSlopes(columns: readonly Float32Array[], windows: readonly number[], tolerance: number): void {
  for (const row of rows) {
    windows.forEach((window, i) => {
      const wanted = line(windowOf(prices, row, window)).slope / (prices[row] ?? 0)
      // Single precision of the result, and a line that hardly rises is judged by what it does over its window.
      const near = tolerance * Math.abs(wanted) + 1e-12 / window
      expect(Math.abs((columns[i]?.[row - 12_959] ?? Number.NaN) - wanted)).toBeLessThan(near)
    })
  }
}

/** The kernel goes over all rows, as everywhere. */
function expectSpread(lines: ReturnType<typeof rollingRegression>, window: number): void {
  const from = window - 1
  const { above } = lineDeviations(prices, lines, { first: FIRST, window, from }, 1e-12)
  for (const row of rows) {
    const values = windowOf(prices, row, window)
    const { slope, last } = line(values)
    const points = values.filter((value, x) => value - (last + slope * (x - from)) > 1e-12 * (prices[row] ?? 0))
    const wanted = Math.sqrt(mean(points.map((value) => (value - mean(values)) ** 2)))
    expect(relative(above[row - from], wanted)).toBeLessThan(1e-9)
  }
}

import { expect, test } from 'vitest'
import { sliceCandles, type Candles } from '../../src/core/candles.js'
import {
  EXTREME_WINDOWS,
  FIGURE_ROWS,
  GAIN_WINDOWS,
  LIQUIDITY_WINDOW,
  VOLUME_WINDOWS,
  computeKeyFigures,
  countFilledAtEnd,
} from '../../src/ohlcv/key-figures.js'
import { LINE_WINDOWS, fitRegressionLine } from '../../src/ohlcv/regression-line.js'
import { randomCandles } from '../support/random-candles.js'

const FIRST = 28_000_123
const walk = randomCandles(FIRST, FIGURE_ROWS + 500, 7)
const candles = { ...walk, quoteVolume: walk.volume.map((value, row) => value * (walk.open[row] ?? 0)) }

const last = (values: Float64Array, count: number): number[] => [...values.subarray(-count)]
const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length

/** Slope a row of the straight line by least squares, as the textbook has it. */
function plainSlope(values: readonly number[]): number {
  const x = mean(values.map((_, i) => i))
  const y = mean(values)
  const covariance = values.reduce((sum, value, i) => sum + (i - x) * (value - y), 0)
  return covariance / values.reduce((sum, _, i) => sum + (i - x) ** 2, 0)
}

function plainMedian(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b)
  const half = sorted.length / 2
  return ((sorted[Math.ceil(half) - 1] ?? Number.NaN) + (sorted[Math.floor(half)] ?? Number.NaN)) / 2
}

function expectClose(actual: readonly number[], expected: readonly number[]): void {
  expect(actual).toHaveLength(expected.length)
  actual.forEach((value, i) => expect(value).toBeCloseTo(expected[i] ?? Number.NaN, 10))
}

/** The last rows of the candles. */
function tail(rows: number): Candles {
  return sliceCandles(candles, candles.grid.rows - rows, rows)
}

test('key figures are those of the last minute, by the plain formulas', () => {
  const { close, high, low, volume, quoteVolume } = candles
  const now = close.at(-1) ?? Number.NaN
  const figures = computeKeyFigures(candles)
  expectClose(
    figures.gains,
    GAIN_WINDOWS.map((window) => (60 * plainSlope(last(close, window))) / now),
  )
  expectClose(
    figures.aboveMinimum,
    EXTREME_WINDOWS.map((window) => now / last(low, window).reduce((a, b) => Math.min(a, b)) - 1),
  )
  expectClose(
    figures.belowMaximum,
    EXTREME_WINDOWS.map((window) => now / last(high, window).reduce((a, b) => Math.max(a, b)) - 1),
  )
  expectClose(
    figures.volumeRatios,
    VOLUME_WINDOWS.map(([short, long]) => mean(last(volume, short)) / mean(last(volume, long))),
  )
  expect(figures.liquidity).toBe(plainMedian(last(quoteVolume, LIQUIDITY_WINDOW)))
})

test('the same bits come out of no more candles than the longest window has', () => {
  expect(computeKeyFigures(tail(FIGURE_ROWS))).toEqual(computeKeyFigures(candles))
})

test('where the candles are too few there is no figure, and the others are there', () => {
  const { gains, aboveMinimum, volumeRatios, liquidity } = computeKeyFigures(tail(60))
  expect(gains.map(Number.isNaN)).toEqual(GAIN_WINDOWS.map((window) => window > 60))
  expect(aboveMinimum.map(Number.isNaN)).toEqual(EXTREME_WINDOWS.map((window) => window > 60))
  expect(volumeRatios.map(Number.isNaN)).toEqual([true, true])
  expect(liquidity).toBeGreaterThan(0)
})

test('what is traded in quote is worked out where the source does not say', () => {
  const quiet = tail(LIQUIDITY_WINDOW)
  const quoteVolume = quiet.quoteVolume.map(() => Number.NaN)
  const worked = [...quiet.volume].map((value, row) => value * (quiet.close[row] ?? Number.NaN))
  expect(computeKeyFigures({ ...quiet, quoteVolume }).liquidity).toBe(plainMedian(worked))
})

test('a line goes through the closes from its first to its last minute', () => {
  for (const window of LINE_WINDOWS) {
    const line = fitRegressionLine(candles, window)
    const slope = plainSlope(last(candles.close, window))
    const middle = mean(last(candles.close, window))
    expect(line?.start).toBeCloseTo(middle - (slope * (window - 1)) / 2, 10)
    expect(line?.end).toBeCloseTo(middle + (slope * (window - 1)) / 2, 10)
  }
  expect(fitRegressionLine(tail(14), 15)).toBeUndefined()
})

test('windows that have nothing but filled minutes say nothing, longer ones count them as flat', () => {
  const filled = candles.filled.slice()
  filled.fill(1, filled.length - 60)
  expect(countFilledAtEnd({ filled })).toBe(60)
  const figures = computeKeyFigures({ ...candles, filled })
  expect(figures.gains.map(Number.isNaN)).toEqual(GAIN_WINDOWS.map((window) => window <= 60))
  expect(figures.aboveMinimum.map(Number.isNaN)).toEqual(EXTREME_WINDOWS.map((window) => window <= 60))
  expect(figures.belowMaximum.map(Number.isNaN)).toEqual(EXTREME_WINDOWS.map((window) => window <= 60))
  expect(figures.volumeRatios.map(Number.isNaN)).toEqual(VOLUME_WINDOWS.map(([short]) => short <= 60))
  expect(figures.liquidity).toBeNaN()
  expect(computeKeyFigures(candles).gains.some(Number.isNaN)).toBe(false)
})

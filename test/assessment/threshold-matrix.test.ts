import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { z } from 'zod'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { THRESHOLDS, thresholdMatrix } from '../../src/assessment/threshold-matrix.js'
import { createRng } from '../../src/core/rng.js'
import { goldenMatrixJson, goldenSeries } from '../support/golden-predictions.js'
import { randomSeries } from '../support/random-series.js'
import { plainCell } from './plain-threshold-matrix.js'

const grid = z.array(z.array(z.number()).length(7)).length(7)
const golden = z.object({
  fee: z.number(),
  thresholds: z.array(z.number()),
  gain: grid,
  count: grid,
  confusion: z.array(z.array(z.number())),
})

test('equals the reference matrix: counts and confusion exactly, gains to 1e-6', async () => {
  const expected = golden.parse(await goldenMatrixJson())
  const matrix = thresholdMatrix([await goldenSeries()], { fee: expected.fee })
  expect(matrix.thresholds).toEqual(expected.thresholds)
  expect(matrix.count).toEqual(expected.count)
  expect(matrix.confusion).toEqual(expected.confusion)
  const differences = expected.gain.flatMap((row, buy) =>
    row.map((gain, sell) => Math.abs(gain - (matrix.gain[buy]?.[sell] ?? Number.NaN))),
  )
  expect(Math.max(...differences)).toBeLessThan(1e-6)
  expect(matrix.best).toMatchObject({ count: 21, buyThreshold: 0.9, sellThreshold: 0.9 })
})

test('equals the definition read row by row, with ties, gaps and several bases', () => {
  fc.assert(
    fc.property(randomSeries('a'), randomSeries('b'), (a, b) => {
      const matrix = thresholdMatrix([a, b], { fee: 0.001 })
      THRESHOLDS.forEach((buyThreshold, buy) => {
        THRESHOLDS.forEach((sellThreshold, sell) => {
          const cells = [a, b].map((series) => plainCell(series, buyThreshold, sellThreshold, 0.001))
          cells.forEach((cell, index) => {
            expect(matrix.bases[index]?.count[buy]?.[sell]).toBe(cell.count)
            expect(matrix.bases[index]?.gain[buy]?.[sell]).toBeCloseTo(cell.gain, 10)
          })
          expect(matrix.count[buy]?.[sell]).toBe(cells.reduce((sum, cell) => sum + cell.count, 0))
          expect(matrix.gain[buy]?.[sell]).toBeCloseTo(
            cells.reduce((sum, cell) => sum + cell.gain, 0),
            10,
          )
        })
      })
    }),
    { numRuns: 150 },
  )
})

test('the best cell is the highest gain, and among equals the lowest thresholds', () => {
  const quiet = seriesOf([10, 11, 12], { buy: [0, 0, 0], sell: [0, 0, 0] })
  expect(thresholdMatrix([quiet], { fee: 0 }).best).toEqual({
    gain: 0,
    count: 0,
    buyThreshold: 0.3,
    sellThreshold: 0.3,
  })
  const clear = seriesOf([10, 12, 15], { buy: [0.75, 0, 0], sell: [0, 0.65, 0.75] })
  const { best } = thresholdMatrix([clear], { fee: 0 })
  expect(best).toEqual({ gain: 0.5, count: 1, buyThreshold: 0.3, sellThreshold: 0.7 })
})

test('a position open at the end of a range is closed there, and dropped if it was opened there', () => {
  const held = thresholdMatrix([seriesOf([10, 11], { buy: [0.9, 0], sell: [0, 0] })], { fee: 0.001 })
  expect(held.count[0]?.[0]).toBe(1)
  expect(held.gain[0]?.[0]).toBeCloseTo((11 * 0.999) / (10 * 1.001) - 1, 12)
  const dropped = thresholdMatrix([seriesOf([10, 11], { buy: [0, 0.9], sell: [0, 0] })], { fee: 0.001 })
  expect(dropped.count[0]?.[0]).toBe(0)
})

test('two bases of 45 000 rows take well under 100 ms of a processor', () => {
  const rng = createRng(7)
  const long = (): ScoredSeries => {
    const close: number[] = []
    let price = 100
    for (let row = 0; row < 45_000; row++) close.push((price *= 1 + 0.001 * rng.normal()))
    return seriesOf(close, { buy: close.map(() => rng.float()), sell: close.map(() => rng.float()) })
  }
  const series = [long(), long()]
  const times = Array.from({ length: 7 }, () => {
    // Processor time: what else the machine does stands still in it.
    const before = process.cpuUsage()
    thresholdMatrix(series, { fee: 0.001 })
    const { user, system } = process.cpuUsage(before)
    return (user + system) / 1000
  })
  expect(Math.min(...times)).toBeLessThan(100)
})

function seriesOf(close: readonly number[], scores: { buy: readonly number[]; sell: readonly number[] }): ScoredSeries {
  return {
    base: 'x',
    ranges: [{ from: 0, to: close.length }],
    time: Float64Array.from(close, (_, row) => row * 60_000),
    close: Float64Array.from(close),
    target: new Uint8Array(close.length),
    hold: new Float32Array(close.length),
    buy: Float32Array.from(scores.buy),
    sell: Float32Array.from(scores.sell),
  }
}

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { simulateTrades } from '../../../src/assessment/simulate-trades.js'
import { sumSimulatedTimings, sumTimings, type TimingSums } from '../../../src/assessment/verdict/timing-sums.js'
import { thresholdsOf } from '../../../src/assessment/verdict/daily-cells.js'
import { randomSeries } from '../../support/random-series.js'
import { scoredMarket } from '../../support/scored-market.js'

const cells = Array.from({ length: 49 }, (_, cell) => cell)
const COLUMNS = ['count', 'gain', 'excess', 'variance'] as const

function expectAlike(a: TimingSums, b: TimingSums): void {
  expect(a.rows).toBe(b.rows)
  for (const name of COLUMNS) a[name].forEach((value, at) => expect(value).toBeCloseTo(b[name][at] ?? Number.NaN, 9))
}

test('leaps from signal to signal trade as the plain simulation does, whatever the scores, the gaps and the shift', () => {
  fc.assert(
    fc.property(randomSeries('a'), randomSeries('b'), fc.nat(3), fc.nat(1000), (a, b, horizon, seed) => {
      const options = { fee: 0.001, seed, horizon, draws: 3, cells }
      expectAlike(sumTimings([a, b], options), sumSimulatedTimings([a, b], options))
    }),
    { numRuns: 15 },
  )
})

test('the first draw are the scores as they are', () => {
  const series = scoredMarket({ days: 3, seed: 1 })
  const sums = sumTimings([series], { fee: 0.001, seed: 1, horizon: 5, draws: 1, cells: [10] })
  const trades = simulateTrades(series, { fee: 0.001, ...thresholdsOf(10) })
  expect(sums.count[0]).toBe(trades.length)
  expect(sums.gain[0]).toBeCloseTo(
    trades.reduce((sum, { gain }) => sum + gain, 0),
    12,
  )
})

test('whoever waits is told of every row of every draw', () => {
  const series = scoredMarket({ days: 3, seed: 1 })
  for (const sum of [sumTimings, sumSimulatedTimings]) {
    let shifted = 0
    const onRows = (rows: number): void => void (shifted += rows)
    const { rows } = sum([series], { fee: 0, seed: 1, horizon: 5, draws: 4, cells: [0], onRows })
    expect(shifted).toBe(5 * rows)
  }
})

test('a market that only rises rewards no timing', () => {
  const series = scoredMarket({ days: 3, seed: 1, volatility: 0.002 })
  const rising = { ...series, close: series.close.map((_, row) => 100 * 1.0001 ** row) }
  const sums = sumTimings([rising], { fee: 0, seed: 1, horizon: 5, draws: 5, cells: [0] })
  expect(sums.gain[0]).toBeGreaterThan(0)
  sums.excess.forEach((value) => expect(value).toBeCloseTo(0, 12))
})

test('ranges that cannot be shifted beyond the horizon count nowhere', () => {
  const series = scoredMarket({ days: 3, seed: 1 })
  expect(sumTimings([series], { fee: 0, seed: 1, horizon: 48, draws: 1, cells })).toMatchObject({ rows: 0 })
  expect(sumTimings([series], { fee: 0, seed: 1, horizon: 47, draws: 1, cells })).toMatchObject({ rows: 288 })
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { simulateTrades } from '../../../src/assessment/simulate-trades.js'
import { dailyReturns } from '../../../src/assessment/statistics/daily-returns.js'
import { cellOf, dailyCells, thresholdsOf } from '../../../src/assessment/verdict/daily-cells.js'
import { MINUTE } from '../../../src/core/time.js'
import { randomSeries } from '../../support/random-series.js'
import { scoredMarket } from '../../support/scored-market.js'

const trading = { fee: 0.001 }

test('each cell returns each day what its trades do, marked by the minute', () => {
  const late = 1440 * MINUTE - 30 * MINUTE
  fc.assert(
    fc.property(randomSeries('a'), randomSeries('b'), (a, b) => {
      // Around midnight, so that positions span it.
      const series = [a, b].map((one) => ({ ...one, time: one.time.map((time) => time + late) }))
      const found = dailyCells(series, trading)
      for (const cell of [0, 10, 24, 40]) {
        const rule = { ...trading, ...thresholdsOf(cell) }
        const traded = series.map((one) => ({ series: one, trades: simulateTrades(one, rule) }))
        const { returns } = dailyReturns(traded, trading)
        expect(found.days).toBe(returns.length)
        returns.forEach((value, day) => expect(found.gain[day * found.cells + cell]).toBeCloseTo(value, 10))
      }
    }),
    { numRuns: 40 },
  )
})

test('positions over several days are marked on each of them', () => {
  const series = scoredMarket({ days: 4, seed: 2, rows: 1440 })
  const held = {
    ...series,
    buy: series.buy.map((_, row) => Number(row === 0)),
    sell: series.sell.fill(0),
    hold: series.hold.fill(0.1),
  }
  const { returns } = dailyReturns(
    [{ series: held, trades: simulateTrades(held, { ...trading, ...thresholdsOf(0) }) }],
    trading,
  )
  const found = dailyCells([held], trading)
  expect(returns.every((value) => value !== 0)).toBe(true)
  returns.forEach((value, day) => expect(found.gain[day * found.cells]).toBeCloseTo(value, 12))
})

test('a pair of thresholds and its cell are counted as the matrix counts them', () => {
  for (let cell = 0; cell < 49; cell++) expect(cellOf(thresholdsOf(cell))).toBe(cell)
  expect(cellOf({ buyThreshold: 0.55, sellThreshold: 0.5 })).toBeUndefined()
})

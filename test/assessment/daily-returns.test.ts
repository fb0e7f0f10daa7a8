import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { dailyReturns } from '../../src/assessment/daily-returns.js'
import { simulateTrades, tradeGain } from '../../src/assessment/simulate-trades.js'
import { DAY, HOUR, MINUTE } from '../../src/core/time.js'
import { randomSeries } from '../support/random-series.js'

const FEE = 0.001

/** Hourly rows from the hour `from` of the first day. */
function hourly(close: readonly number[], from = 0): { time: Float64Array; close: Float64Array } {
  return { time: Float64Array.from(close, (_, row) => (from + row) * HOUR), close: Float64Array.from(close) }
}

test('a position that is held over midnight returns a part in each day, and idle days return nothing', () => {
  const minutes = 4 * 1440
  const close = Float64Array.from({ length: minutes }, (_, row) => 100 + row / 1440)
  const time = Float64Array.from(close, (_, row) => row * MINUTE)
  const [buyRow, sellRow] = [720, 1440 + 720]
  const price = (row: number): number => close[row] ?? 0
  const gain = tradeGain(price(buyRow), price(sellRow), FEE)
  const trade = { buyRow, sellRow, buyPrice: price(buyRow), gain }
  const { from, returns } = dailyReturns([{ series: { time, close }, trades: [trade] }], FEE)
  const firstDay = tradeGain(price(buyRow), price(1439), FEE)
  expect(from).toBe(0)
  expect(returns).toHaveLength(4)
  expect(returns[0]).toBeCloseTo(firstDay, 12)
  expect(returns[1]).toBeCloseTo(gain - firstDay, 12)
  expect(returns.slice(2)).toEqual([0, 0])
})

test('returns add up to the summed gain over the number of bases, wherever midnight lies', () => {
  fc.assert(
    fc.property(randomSeries('a'), randomSeries('b'), fc.nat(400), (a, b, before) => {
      const shift = DAY - before * MINUTE
      const series = [a, b]
        .filter(({ time }) => time.length > 0)
        .map((one) => ({ ...one, time: one.time.map((time) => time + shift) }))
      const rule = { buyThreshold: 0.4, sellThreshold: 0.4, fee: FEE }
      const traded = series.map((one) => ({ series: one, trades: simulateTrades(one, rule) }))
      const gain = traded.flatMap(({ trades }) => trades).reduce((sum, trade) => sum + trade.gain, 0)
      const { from, returns } = dailyReturns(traded, FEE)
      expect(from % DAY).toBe(0)
      expect(returns.reduce((sum, value) => sum + value, 0)).toBeCloseTo(gain / Math.max(1, series.length), 10)
    }),
  )
})

test('rows that begin late in a day have that day, and no row has none', () => {
  const { time, close } = hourly([1, 1], 23)
  expect(dailyReturns([{ series: { time, close }, trades: [] }], FEE)).toEqual({ from: 0, returns: [0, 0] })
  expect(dailyReturns([], FEE)).toEqual({ from: 0, returns: [] })
})

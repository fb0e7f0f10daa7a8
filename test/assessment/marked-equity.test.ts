import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { drawdownsOf, markEquity, markedDrawdown } from '../../src/assessment/marked-equity.js'
import { THRESHOLDS } from '../../src/assessment/threshold-matrix.js'
import { simulateTrades, tradeGain } from '../../src/assessment/simulate-trades.js'
import { MINUTE } from '../../src/core/time.js'
import { randomSeries } from '../support/random-series.js'

const threshold = fc.constantFrom(...THRESHOLDS)

test('the equity of a minute is what was gained by then and what the open positions would bring', () => {
  fc.assert(
    fc.property(randomSeries('a'), randomSeries('b'), threshold, threshold, (a, b, buyThreshold, sellThreshold) => {
      fc.pre(a.time.length > 0 && b.time.length > 0)
      const fee = 0.001
      const traded = [a, b].map((series) => ({
        series,
        trades: simulateTrades(series, { buyThreshold, sellThreshold, fee }),
      }))
      const { first, gain } = markEquity(traded, fee)
      gain.forEach((value, index) => {
        const now = (first + index) * MINUTE
        let expected = 0
        for (const { series, trades } of traded) {
          for (const trade of trades) {
            if (trade.sellTime <= now) expected += trade.gain
            else if (trade.buyTime <= now)
              expected += tradeGain(trade.buyPrice, series.close[series.time.indexOf(now)] ?? Number.NaN, fee)
          }
        }
        expect(value).toBeCloseTo(expected, 10)
      })
      const worst = drawdownsOf(gain).reduce((deepest, value) => Math.max(deepest, value), 0)
      expect(markedDrawdown(traded, fee)).toBeCloseTo(traded.some(({ trades }) => trades.length > 0) ? worst : 0, 12)
    }),
  )
})

test('a loss that was made good before the sale is a drawdown all the same', () => {
  const series = {
    time: Float64Array.of(0, 1, 2, 3).map((row) => row * MINUTE),
    close: Float64Array.of(100, 150, 90, 200),
  }
  const trades = [{ buyRow: 0, sellRow: 3, buyPrice: 100, gain: 1 }]
  expect(markedDrawdown([{ series, trades }], 0)).toBeCloseTo(0.6, 12)
  expect(markedDrawdown([{ series, trades: [] }], 0)).toBe(0)
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { breakEvenFee, costSensitivity, gainAt } from '../../../src/assessment/attribution/cost-sensitivity.js'
import { changeFills } from '../../../src/assessment/attribution/change-fills.js'
import { simulateTrades } from '../../../src/assessment/simulate-trades.js'
import { randomSeries } from '../../support/random-series.js'
import { handSeries, nextRowFills } from './hand-series.js'

const RULE = { buyThreshold: 0.5, sellThreshold: 0.5, fee: 0.001 }

test('a trade that is filled at closes: fee, spread and delay by hand', () => {
  const series = handSeries('+..-....', [100, 101, 102, 110, 108, 107, 106, 105])
  const { fees, spreads, delays, gain, perTrade } = costSensitivity([series], RULE)
  expect(fees).toEqual([0, 0.0005, 0.001, 0.002])
  expect(spreads.map(({ factor }) => factor)).toEqual([null, null, null])
  expect(delays).toEqual([0, 1, 5])
  expect(gain[0]?.[0]?.[0]).toBeCloseTo(0.1, 12)
  expect(gain[0]?.[0]?.[2]).toBeCloseTo((110 * 0.999) / (100 * 1.001) - 1, 12)
  // A spread of 0.1 %: half of it on each side.
  expect(gain[0]?.[2]?.[0]).toBeCloseTo((110 * 0.9995) / (100 * 1.0005) - 1, 12)
  expect(spreads[2]?.share).toBeCloseTo(0.001, 12)
  // A minute later it buys at 101 and sells at 108, five minutes later at 107 and at the end of the range.
  expect(gain[1]?.[0]?.[0]).toBeCloseTo(108 / 101 - 1, 12)
  expect(gain[2]?.[0]?.[0]).toBeCloseTo(105 / 107 - 1, 12)
  expect(perTrade?.gross).toBeCloseTo(0.1, 12)
  expect(perTrade?.costs).toBeCloseTo(0.1 - ((110 * 0.999) / (100 * 1.001) - 1), 12)
})

test('realistic fills are made again with a part of their spread, their slippage stays', () => {
  const price = [100, 100, 100, 100, 110, 110]
  const series = nextRowFills(handSeries('+..-..', price), price, 0.002, 0.001)
  const { gain, spreads, perTrade } = costSensitivity([series], RULE)
  expect(spreads.map(({ factor }) => factor)).toEqual([0, 1, 2])
  expect(spreads[1]?.share).toBeCloseTo(0.004, 12)
  expect(gain[0]?.[0]?.[0]).toBeCloseTo((110 * 0.999) / (100 * 1.001) - 1, 12)
  expect(gain[0]?.[2]?.[0]).toBeCloseTo((110 * 0.995) / (100 * 1.005) - 1, 12)
  expect(perTrade?.gross).toBeCloseTo(0.1, 4)
})

test('at the fee of break-even nothing is gained; without a trade there is none', () => {
  const trades = [
    { buyPrice: 100, sellPrice: 103 },
    { buyPrice: 50, sellPrice: 49.9 },
  ]
  const fee = breakEvenFee(trades) ?? Number.NaN
  expect(
    trades.reduce((sum, one) => sum + (one.sellPrice * (1 - fee)) / (one.buyPrice * (1 + fee)) - 1, 0),
  ).toBeCloseTo(0, 12)
  expect(breakEvenFee([{ buyPrice: 10, sellPrice: 9 }])).toBeLessThan(0)
  expect(breakEvenFee([])).toBeNull()
  expect(costSensitivity([handSeries('...', [1, 2, 3])], RULE)).toMatchObject({ perTrade: null, breakEvenFee: null })
})

test('what is changed by nothing trades as before, and more costs never gain more', () => {
  fc.assert(
    fc.property(randomSeries('a'), (series) => {
      const plain = simulateTrades(series, RULE)
      const same = simulateTrades(changeFills(series, {}), RULE)
      expect(same.map(({ costs: _costs, ...trade }) => trade)).toEqual(plain)
      const { gain } = costSensitivity([series], RULE)
      expect(gain[0]?.[0]?.[2]).toBeCloseTo(gainAt(plain, RULE.fee), 9)
      for (const spreads of gain)
        for (const [i, fees] of spreads.entries())
          for (const [j, value] of fees.entries()) {
            expect(value).toBeLessThanOrEqual(fees[j - 1] ?? Infinity)
            expect(value).toBeLessThanOrEqual(spreads[i - 1]?.[j] ?? Infinity)
          }
    }),
    { numRuns: 60 },
  )
})

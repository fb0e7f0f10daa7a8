import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { concentrationOf, gainShares, herfindahl } from '../../../src/assessment/attribution/concentration.js'
import { DAY } from '../../../src/core/time.js'

test('shares of the best trades, days and bases by hand', () => {
  const trades = [
    { base: 'a', sellTime: 0, gain: 0.06 },
    { base: 'a', sellTime: DAY - 1, gain: -0.02 },
    { base: 'b', sellTime: DAY, gain: 0.03 },
    { base: 'b', sellTime: DAY + 1, gain: 0.03 },
  ]
  const { trades: byTrade, days, bases } = concentrationOf(trades)
  expect(byTrade.top).toHaveLength(1)
  expect(byTrade.top[0]?.share).toBeCloseTo(0.6, 12)
  expect(days).toMatchObject({ count: 2, top: [{ count: 1 }] })
  expect(days.top[0]?.share).toBeCloseTo(0.6, 12)
  expect(bases.top[0]?.gain).toBeCloseTo(0.06, 12)
  // Gains 0.06, 0.03, 0.03: shares 1/2, 1/4, 1/4, squares 3/8; (3/8 − 1/3) / (1 − 1/3) = 1/16.
  expect(byTrade.herfindahl.gains).toBeCloseTo(1 / 16, 12)
  expect(byTrade.herfindahl.losses).toBeNull()
})

test('of a loss no share is told', () => {
  expect(gainShares([0.01, -0.05], [1]).top).toEqual([{ count: 1, gain: 0.01, share: null }])
  expect(gainShares([], [1])).toEqual({ count: 0, top: [], herfindahl: { gains: null, losses: null } })
})

test('the index is 0 of equal parts, near 1 where one has all, and between them else', () => {
  expect(herfindahl([2, 2, 2, 2])).toBeCloseTo(0, 12)
  expect(herfindahl([1, 1e-9])).toBeCloseTo(1, 6)
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 1, max: 1000 }), { minLength: 2 }), (values) => {
      const index = herfindahl(values) ?? Number.NaN
      expect(index).toBeGreaterThan(-1e-9)
      expect(index).toBeLessThanOrEqual(1)
      expect(herfindahl(values.map((value) => -value))).toBeCloseTo(index, 9)
    }),
  )
})

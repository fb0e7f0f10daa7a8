import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import {
  dailyReturns,
  dailyReturnsByBase,
  longestHoldDays,
  toConsecutive,
  type DailyTrades,
} from '../../../src/assessment/statistics/daily-returns.js'
import { simulateTrades, tradeGain } from '../../../src/assessment/simulate-trades.js'
import { DAY, MINUTE } from '../../../src/core/time.js'
import { randomSeries } from '../../support/random-series.js'

const FROM = Date.UTC(2024, 0, 1)
const MINUTES = DAY / MINUTE

/** Rows of some minutes, whose close is 100 plus the number of the minute since the first day. */
function rowsOf(base: string, minutes: readonly number[]): DailyTrades['series'] {
  return {
    base,
    time: Float64Array.from(minutes, (minute) => FROM + minute * MINUTE),
    close: Float64Array.from(minutes, (minute) => 100 + minute),
  }
}
const through = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i)

function tradeOf(
  series: DailyTrades['series'],
  buyRow: number,
  sellRow: number,
  fee: number,
): DailyTrades['trades'][number] {
  const [buyPrice, sellPrice] = [series.close[buyRow] ?? 0, series.close[sellRow] ?? 0]
  return { buyRow, sellRow, buyPrice, gain: tradeGain(buyPrice, sellPrice, fee) }
}

const shareOf = (base: string): number => (base === 'a' ? 0.8 : 0.2)

describe('daily returns', () => {
  const fee = 0.001
  const series = rowsOf('a', through(0, 3 * MINUTES))

  test('mark an open position at the end of each UTC day, count idle days, and add up to the gain', () => {
    const trade = tradeOf(series, 1000, MINUTES + 500, fee)
    const { days, returns } = dailyReturns([{ series, trades: [trade] }], { fee })
    expect([...days]).toEqual([0, 1, 2].map((day) => FROM / DAY + day))
    expect(returns[0]).toBeCloseTo(tradeGain(1100, 100 + MINUTES - 1, fee), 12)
    expect(returns[0] ?? 0).toBeGreaterThan(0)
    expect(returns[2]).toBe(0)
    expect((returns[0] ?? 0) + (returns[1] ?? 0)).toBeCloseTo(trade.gain, 12)
  })

  test('share the capital among the bases, those without a trade too', () => {
    const other = rowsOf('b', through(MINUTES, 2 * MINUTES))
    const traded = [
      { series, trades: [tradeOf(series, 10, 20, fee)] },
      { series: other, trades: [] },
    ]
    const gain = tradeGain(110, 120, fee)
    expect(dailyReturns(traded, { fee }).returns[0]).toBeCloseTo(gain / 2, 12)
    expect(dailyReturns(traded, { fee, shareOf }).returns[0]).toBeCloseTo(0.8 * gain, 12)
    expect(dailyReturnsByBase(traded, fee).map((returns) => returns.length)).toEqual([3, 3])
    expect(dailyReturnsByBase(traded, fee)[0]?.[0]).toBeCloseTo(gain, 12)
  })

  test('leave out days that nothing was assessed on', () => {
    const apart = rowsOf('a', [...through(0, 100), ...through(40 * MINUTES, 40 * MINUTES + 100)])
    const trades = [tradeOf(apart, 10, 90, fee), tradeOf(apart, 110, 190, fee)]
    const { days, returns } = dailyReturns([{ series: apart, trades }], { fee })
    expect([...days]).toEqual([0, 40].map((day) => FROM / DAY + day))
    trades.forEach(({ gain }, i) => expect(returns[i]).toBeCloseTo(gain, 12))
  })

  test('laid out without a gap have 0 where nothing was assessed, and no row has no day', () => {
    const late = rowsOf('a', [...through(MINUTES - 2, MINUTES), ...through(3 * MINUTES, 3 * MINUTES + 5)])
    const trade = tradeOf(late, 0, 1, fee)
    const { from, returns } = toConsecutive(dailyReturns([{ series: late, trades: [trade] }], { fee }))
    expect(from).toBe(FROM)
    expect(returns[0]).toBeCloseTo(trade.gain, 12)
    expect(returns.slice(1)).toEqual([0, 0, 0])
    expect(toConsecutive(dailyReturns([], { fee }))).toEqual({ from: 0, returns: [] })
  })

  test('add up to the summed gain over the number of bases, wherever midnight lies', () => {
    fc.assert(
      fc.property(randomSeries('a'), randomSeries('b'), fc.nat(400), (a, b, before) => {
        const shift = DAY - before * MINUTE
        const traded = [a, b]
          .filter(({ time }) => time.length > 0)
          .map((one) => ({ ...one, time: one.time.map((time) => time + shift) }))
          .map((one) => ({ series: one, trades: simulateTrades(one, { buyThreshold: 0.4, sellThreshold: 0.4, fee }) }))
        const gain = traded.flatMap(({ trades }) => trades).reduce((sum, trade) => sum + trade.gain, 0)
        const { from, returns } = toConsecutive(dailyReturns(traded, { fee }))
        expect(from % DAY).toBe(0)
        expect(returns.reduce((sum, value) => sum + value, 0)).toBeCloseTo(gain / Math.max(1, traded.length), 10)
      }),
    )
  })

  test('the longest hold is counted in begun days', () => {
    expect(longestHoldDays([])).toBe(1)
    expect(longestHoldDays([{ minutes: 3 }, { minutes: 1441 }])).toBe(2)
  })
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { buyAndHoldGain } from '../../src/assessment/buy-and-hold.js'
import { equityCurve, maxDrawdown } from '../../src/assessment/equity.js'
import { countLabelEvents } from '../../src/assessment/label-events.js'
import { MIN_COMPARED_TRADES, randomEntries } from '../../src/assessment/random-entries.js'
import { THRESHOLDS, thresholdMatrix } from '../../src/assessment/threshold-matrix.js'
import { simulateTrades } from '../../src/assessment/simulate-trades.js'
import { goldenSeries } from '../support/golden-predictions.js'
import { randomSeries } from '../support/random-series.js'

const threshold = fc.constantFrom(...THRESHOLDS)

test('the trades of a cell add up to its gain and count, and never overlap or cross a gap', () => {
  fc.assert(
    fc.property(randomSeries('a'), threshold, threshold, (series, buyThreshold, sellThreshold) => {
      const trades = simulateTrades(series, { buyThreshold, sellThreshold, fee: 0.001 })
      const { gain, count } = thresholdMatrix([series], { fee: 0.001 })
      const [i, j] = [THRESHOLDS.indexOf(buyThreshold), THRESHOLDS.indexOf(sellThreshold)]
      expect(trades.length).toBe(count[i]?.[j])
      expect(trades.reduce((sum, trade) => sum + trade.gain, 0)).toBeCloseTo(gain[i]?.[j] ?? Number.NaN, 10)
      trades.forEach((trade, index) => {
        expect(trade.sellRow).toBeGreaterThan(trade.buyRow)
        expect(trade.minutes).toBe(trade.sellRow - trade.buyRow)
        expect(trade.buyRow).toBeGreaterThan(trades[index - 1]?.sellRow ?? -1)
      })
    }),
  )
})

test('the equity curve ends at the summed gain and its drawdown is measured from the highest point', async () => {
  const series = await goldenSeries()
  const trades = simulateTrades(series, { buyThreshold: 0.7, sellThreshold: 0.8, fee: 0.001 })
  const curve = equityCurve(trades)
  expect(curve.at(-1)?.gain).toBeCloseTo(-0.09683398, 6)
  expect(curve.map((point) => point.time)).toEqual(trades.map((trade) => trade.sellTime))
  const worst = Math.max(
    ...curve.map((point, i) => Math.max(0, ...curve.slice(0, i).map((before) => before.gain)) - point.gain),
  )
  expect(maxDrawdown(curve)).toBeCloseTo(worst, 12)
  expect(maxDrawdown([])).toBe(0)
})

test('buy and hold is the gain from the first to the last close of each range, after fees', async () => {
  const series = await goldenSeries()
  const whole = buyAndHoldGain(series, 0.001)
  expect(whole).toBeCloseTo((4.139 * 0.999) / (4.093 * 1.001) - 1, 12)
  const halves = [
    { from: 0, to: 3000 },
    { from: 3000, to: 6000 },
  ]
  const close = (row: number): number => series.close[row] ?? Number.NaN
  expect(buyAndHoldGain({ ...series, ranges: halves }, 0)).toBeCloseTo(
    close(2999) / close(0) - 1 + close(5999) / close(3000) - 1,
    12,
  )
})

test('random entries keep count and holding times: where every minute gains the same, they gain what the trades gain', async () => {
  const golden = await goldenSeries()
  const steady = { ...golden, close: golden.close.map((_, row) => 1.00001 ** row) }
  const trades = simulateTrades(steady, { buyThreshold: 0.5, sellThreshold: 0.6, fee: 0 })
  expect(trades.length).toBeGreaterThan(100)
  const result = randomEntries([{ series: steady, trades }], { fee: 0, seed: 1, draws: 40 })
  const gain = trades.reduce((sum, trade) => sum + trade.gain, 0)
  for (const value of [result.mean, result.low, result.high]) expect(value).toBeCloseTo(gain, 9)
})

test('random entries are the same for the same seed and differ for another', async () => {
  const series = await goldenSeries()
  const trades = simulateTrades(series, { buyThreshold: 0.7, sellThreshold: 0.8, fee: 0.001 })
  const draw = (seed: number): unknown => randomEntries([{ series, trades }], { fee: 0.001, seed })
  expect(draw(1)).toEqual(draw(1))
  expect(draw(1)).not.toEqual(draw(2))
  const { low, mean, high, beaten } = randomEntries([{ series, trades }], { fee: 0.001, seed: 1 })
  expect(low).toBeLessThan(mean)
  expect(mean).toBeLessThan(high)
  // 92 round trips at 0.2 % cost about 18 %, whenever they are made.
  expect(mean).toBeLessThan(-0.1)
  expect(beaten).toBeGreaterThanOrEqual(0)
  expect(beaten).toBeLessThanOrEqual(1)
})

test('trades chosen with foresight beat nearly every random entry', async () => {
  const golden = await goldenSeries()
  const ahead = (row: number): number => (golden.close[row + 15] ?? 0) - (golden.close[row] ?? 0)
  const series = {
    ...golden,
    hold: golden.hold.map(() => 0),
    buy: golden.buy.map((_, row) => (ahead(row) > 0.01 ? 1 : 0)),
    sell: golden.sell.map((_, row) => (ahead(row) < 0 ? 1 : 0)),
  }
  const trades = simulateTrades(series, { buyThreshold: 0.5, sellThreshold: 0.5, fee: 0.001 })
  expect(trades.length).toBeGreaterThanOrEqual(MIN_COMPARED_TRADES)
  expect(randomEntries([{ series, trades }], { fee: 0.001, seed: 1 }).beaten).toBeGreaterThan(0.99)
})

test('a run of one label is one event, and a new range begins a new one', () => {
  const target = Uint8Array.of(0, 1, 1, 2, 2, 2, 1, 0, 0, 1, 1, 1)
  const empty = new Float32Array(target.length)
  const series = {
    base: 'x',
    ranges: [
      { from: 0, to: 10 },
      { from: 10, to: 12 },
    ],
    time: Float64Array.from(target, (_, row) => row),
    close: Float64Array.from(target, () => 1),
    target,
    hold: empty,
    buy: empty,
    sell: empty,
  }
  expect(countLabelEvents([series])).toEqual([
    { rows: 3, events: 2 },
    { rows: 6, events: 4 },
    { rows: 3, events: 1 },
  ])
})

import { expect, test } from 'vitest'
import { capacityOf } from '../../../src/assessment/attribution/capacity.js'
import { handSeries, nextRowFills } from './hand-series.js'

const RULE = { buyThreshold: 0.5, sellThreshold: 0.5, fee: 0 }
const PRICE = [100, 100, 100, 100, 110, 110]
const series = nextRowFills(handSeries('+..-..', PRICE), PRICE, 0, 0.01)
const volumes = new Map([['a', Float64Array.from([1, 20_000, 1, 1, 80_000, 1])]])

function expectedGain(stake: number): number {
  const slippage = 0.01 * Math.sqrt(stake / 1000)
  return (110 * (1 - slippage)) / (100 * (1 + slippage)) - 1
}

test('slippage grows with the square root of the order, and takes the gain', () => {
  const { points, best, limit } = capacityOf([series], RULE, { stake: 1000, volumes })
  expect(points.map(({ stake }) => stake)).toEqual([100, 300, 1000, 3000, 10_000, 30_000, 100_000])
  for (const { stake, gain, profit } of points) {
    expect(gain).toBeCloseTo(expectedGain(stake), 12)
    expect(profit).toBeCloseTo(gain * stake, 9)
  }
  expect(best?.stake).toBe(10_000)
  // Nothing is gained where (1 − s) / (1 + s) = 100 / 110: s = 1/21, which is an order of 22 676.
  expect((limit ?? 0) / 22_676).toBeGreaterThan(0.98)
  expect((limit ?? 0) / 22_676).toBeLessThan(1.02)
})

test('orders are told as shares of the volume of the minutes of their fills', () => {
  const { points } = capacityOf([series], RULE, { stake: 1000, volumes })
  expect(points[2]?.volumeShare?.median).toBeCloseTo((1000 / 20_000 + 1000 / 80_000) / 2, 12)
  const unknown = capacityOf([series], RULE, { stake: 1000, volumes: new Map([['a', new Float64Array(6)]]) })
  expect(unknown.points[2]?.volumeShare).toBeNull()
})

test('the best size is one that the minutes of its fills have the volume for', () => {
  const thin = new Map([['a', Float64Array.from([1, 2000, 1, 1, 2000, 1])]])
  expect(capacityOf([series], RULE, { stake: 1000, volumes: thin }).best?.stake).toBe(1000)
  const none = new Map([['a', new Float64Array(6)]])
  expect(capacityOf([series], RULE, { stake: 1000, volumes: none }).best).toBeNull()
  expect(capacityOf([series], RULE, { stake: 1000, volumes: new Map() }).best?.stake).toBe(10_000)
})

test('where no size gains there is neither a best one nor a limit', () => {
  const falling = nextRowFills(handSeries('+..-..', PRICE), [100, 100, 90, 90, 80, 80], 0, 0.01)
  expect(capacityOf([falling], RULE, { stake: 1000, volumes })).toMatchObject({ best: null, limit: null })
})

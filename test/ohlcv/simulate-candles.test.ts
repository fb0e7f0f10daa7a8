import { expect, test } from 'vitest'
import { candlesToFrame, sliceCandles, type Candles } from '../../src/core/candles.js'
import { simulateCandles } from '../../src/ohlcv/simulate-candles.js'

const FROM = Date.UTC(2024, 0, 1)
const DAY = 1440

test.each(['sinus', 'triangle'] as const)('%s: price 200, amplitude 4 %, one period in 360 minutes', (kind) => {
  const { close, volume } = simulateCandles(kind, { seed: 1, from: FROM, rows: 4 * 360 })
  expect(Math.max(...close)).toBeCloseTo(208, 9)
  expect(Math.min(...close)).toBeCloseTo(192, 9)
  expect(close[0]).toBeCloseTo(200, 9)
  expect(close[90]).toBeCloseTo(208, 9)
  expect(close[270]).toBeCloseTo(192, 9)
  for (let row = 0; row < 3 * 360; row++) expect(close[row]).toBe(close[row + 360])
  expect(volume.every((value) => value > 0)).toBe(true)
})

test('the triangle rises and falls in straight lines, the sinus is a sine', () => {
  const triangle = simulateCandles('triangle', { seed: 1, from: FROM, rows: 360 }).close
  for (let row = 1; row < 360; row++) {
    const step = (triangle[row] ?? 0) - (triangle[row - 1] ?? 0)
    expect(Math.abs(step)).toBeCloseTo(8 / 90, 9)
  }
  const sinus = simulateCandles('sinus', { seed: 1, from: FROM, rows: 360 }).close
  expect(sinus[30]).toBeCloseTo(200 + 8 * Math.sin(Math.PI / 6), 9)
})

test('every candle opens at the previous close and lies between its low and its high', () => {
  const { open, high, low, close, volume, quoteVolume, takerBuyVolume } = market(1, 'sim', 3 * DAY)
  for (let row = 0; row < close.length; row++) {
    const [o = 0, h = 0, l = 0, c = 0] = [open[row], high[row], low[row], close[row]]
    if (row > 0) expect(o).toBe(close[row - 1])
    expect(h).toBeGreaterThanOrEqual(Math.max(o, c))
    expect(l).toBeLessThanOrEqual(Math.min(o, c))
    expect(l).toBeGreaterThan(0)
    expect(takerBuyVolume[row] ?? 0).toBeLessThanOrEqual(volume[row] ?? 0)
    const typical = (quoteVolume[row] ?? 0) / (volume[row] ?? 0)
    if ((volume[row] ?? 0) > 1) expect(typical).toBeCloseTo(c, -Math.log10(c * 0.02))
  }
})

test('prices lie on a grid of five digits', () => {
  for (const base of ['a', 'b', 'c']) {
    const { close } = market(2, base, 100)
    for (const price of close) expect(String(price).replace('.', '').replace(/^0+/, '').length).toBeLessThanOrEqual(6)
  }
})

test('the same seed and start agree on every prefix; another seed or base does not', () => {
  const long = market(7, 'sim', 3000)
  const same = candlesToFrame(market(7, 'sim', 1000)).columns
  expect(same).toEqual(candlesToFrame(sliceCandles(long, 0, 1000)).columns)
  expect(market(8, 'sim', 1000).close).not.toEqual(market(7, 'sim', 1000).close)
  expect(market(7, 'other', 1000).close).not.toEqual(market(7, 'sim', 1000).close)
})

test('volatility clusters and volume follows it', () => {
  const { close, volume } = market(3, 'sim', 40 * DAY)
  const size = absoluteReturns(close)
  expect(correlation(size.subarray(0, -10), size.subarray(10))).toBeGreaterThan(0.05)
  expect(correlation(size, volume.subarray(1))).toBeGreaterThan(0.3)
})

test('bases of one seed move together, but not as one', () => {
  const together = correlation(returns(market(4, 'a', 20 * DAY).close), returns(market(4, 'b', 20 * DAY).close))
  expect(together).toBeGreaterThan(0.2)
  expect(together).toBeLessThan(0.8)
})

test('a rule that knows only past candles earns after fees, random entries do not', () => {
  for (const seed of [1, 2, 3]) {
    const { close, volume } = market(seed, 'sim', 40 * DAY)
    const informed: number[] = []
    const any: number[] = []
    for (let row = 60; row < close.length - 30; row++) {
      const burst = meanOver(volume, row, 5) / meanOver(volume, row, 60)
      const gain = (close[row] ?? 0) / (close[row - 5] ?? 0) - 1
      const later = ((close[row + 30] ?? 0) * 0.999) / ((close[row] ?? 0) * 1.001) - 1
      any.push(later)
      if (burst > 2.2 && gain > 0.002) informed.push(later)
    }
    expect(informed.length).toBeGreaterThan(300)
    expect(meanOf(informed)).toBeGreaterThan(0.003)
    expect(meanOf(any)).toBeLessThan(-0.001)
  }
})

function market(seed: number, base: string, rows: number): Candles {
  return simulateCandles('market', { seed, base, from: FROM, rows })
}

function returns(close: Float64Array): Float64Array {
  return close.subarray(1).map((value, index) => Math.log(value / (close[index] ?? 1)))
}

function absoluteReturns(close: Float64Array): Float64Array {
  return returns(close).map(Math.abs)
}

function meanOver(values: Float64Array, row: number, length: number): number {
  return meanOf(values.subarray(row - length + 1, row + 1))
}

function meanOf(values: ArrayLike<number>): number {
  let sum = 0
  for (let index = 0; index < values.length; index++) sum += values[index] ?? 0
  return sum / values.length
}

function correlation(a: Float64Array, b: Float64Array): number {
  const [ma, mb] = [meanOf(a), meanOf(b)]
  const covariance = meanOf(a.map((value, index) => (value - ma) * ((b[index] ?? 0) - mb)))
  return covariance / Math.sqrt(meanOf(a.map((v) => (v - ma) ** 2)) * meanOf(b.map((v) => (v - mb) ** 2)))
}

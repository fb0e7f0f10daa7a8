import { describe, expect, test } from 'vitest'
import { priceTick, seriesMarket } from '../../../src/assessment/spreads/series-market.js'
import { trailingSpreads } from '../../../src/assessment/spreads/trailing-spreads.js'
import { timeAt } from '../../../src/core/grid.js'
import { simulateCandles } from '../../../src/ohlcv/simulate-candles.js'

const candles = simulateCandles('market', { seed: 5, from: Date.UTC(2024, 0, 1), rows: 4000 })

describe('the market of a series', () => {
  const rows = [5, 1600, 1601, 3999]
  const series = { base: 'a', time: Float64Array.from(rows, (row) => timeAt(candles.grid, row)) }

  test('has the candles of its rows, and the spread as it was estimated before them', () => {
    const { market } = seriesMarket(series, candles)
    const spreads = trailingSpreads(candles, candles.grid.first)
    rows.forEach((row, i) => {
      expect(market.open[i]).toBe(candles.open[row])
      expect(market.low[i]).toBe(candles.low[row])
      expect(market.spread[i]).toBe(spreads[row])
    })
    expect(market.spread[0]).toBeNaN()
  })

  test('says where the spreads come from, and how wide they are', () => {
    const { market, sources } = seriesMarket(series, candles)
    expect(sources.base).toBe('a')
    expect(sources.estimated + sources.tick).toBe(4)
    expect(sources.tick).toBeGreaterThanOrEqual(1)
    expect(sources.tickSize).toBe(market.tick)
    expect(sources.meanSpread).toBeGreaterThan(0)
  })

  test('takes the volume at the close where that in quote is not known', () => {
    const unknown = { ...candles, quoteVolume: new Float64Array(4000).fill(Number.NaN) }
    const [volume, close] = [candles.volume[1600] ?? 0, candles.close[1600] ?? 0]
    expect(seriesMarket(series, unknown).market.quoteVolume[1]).toBe(volume * close)
    expect(seriesMarket(series, candles).market.quoteVolume[1]).toBe(candles.quoteVolume[1600])
  })

  test('the tick is the finest digit of the prices', () => {
    expect(priceTick(Float64Array.of(5, 7, 100))).toBe(1)
    expect(priceTick(Float64Array.of(6782.6, 6785.85, 6791))).toBeCloseTo(0.01, 15)
    expect(priceTick(Float64Array.of(0.00000123, 1))).toBeCloseTo(1e-8, 20)
    expect(priceTick(new Float64Array(0))).toBe(1)
  })
})

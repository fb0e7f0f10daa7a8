import { describe, expect, test } from 'vitest'
import { seriesMarket } from '../../../src/assessment/spreads/series-market.js'
import { SPREAD_REACH, trailingSpreads } from '../../../src/assessment/spreads/trailing-spreads.js'
import { sliceCandles } from '../../../src/core/candles.js'
import { timeAt } from '../../../src/core/grid.js'
import { allocateQuotes } from '../../../src/store/quotes/quotes.js'
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
    expect(sources.tickSize).toBe(market.tick[3])
    expect(sources.meanSpread).toBeGreaterThan(0)
  })

  test('takes the volume at the close where that in quote is not known', () => {
    const unknown = { ...candles, quoteVolume: new Float64Array(4000).fill(Number.NaN) }
    const [volume, close] = [candles.volume[1600] ?? 0, candles.close[1600] ?? 0]
    expect(seriesMarket(series, unknown).market.quoteVolume[1]).toBe(volume * close)
    expect(seriesMarket(series, candles).market.quoteVolume[1]).toBe(candles.quoteVolume[1600])
  })

  test('takes the quotes that were known at the open first, and says how many rows have one', () => {
    const quotes = allocateQuotes({ ...candles.grid, first: candles.grid.first + 1600, rows: 1 })
    quotes.bid[0] = 99
    quotes.ask[0] = 101
    const { market, sources } = seriesMarket(series, candles, quotes)
    const plain = seriesMarket(series, candles).market
    expect([...market.spread]).toEqual([plain.spread[0], plain.spread[1], 0.02, plain.spread[3]])
    expect(sources.quoted).toBe(1)
    expect(sources.quoted + sources.estimated + sources.tick).toBe(4)
  })

  test('has the same bits wherever the candles and the quotes begin that reach back far enough', () => {
    const last = { base: 'a', time: series.time.subarray(1) }
    const later = sliceCandles(candles, 1600 - SPREAD_REACH, 4000 - 1600 + SPREAD_REACH)
    expect(seriesMarket(last, later)).toEqual(seriesMarket(last, candles))
  })
})

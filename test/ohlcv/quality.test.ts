import { expect, test } from 'vitest'
import { MINUTE } from '../../src/core/time.js'
import { findPriceSpikes } from '../../src/ohlcv/price-spikes.js'
import { computeCandleQuality } from '../../src/ohlcv/quality.js'
import { MIN_FLAT_MINUTES, findFlatRuns, isStaleRun } from '../../src/ohlcv/flat-runs.js'
import { candlesFrom } from '../support/candles-from.js'
import { randomCandles } from '../support/random-candles.js'

const START = Date.UTC(2023, 7, 1)

test('a jump that is taken back is a spike; one that stays, one after a gap and common noise are none', () => {
  const candles = randomCandles(START / MINUTE, 3 * 1440, 3)
  const { close } = candles
  expect(findPriceSpikes(candles)).toEqual([])
  close[500] = (close[499] ?? 0) * 1.2
  close[1000] = (close[999] ?? 0) * 0.9
  close[1001] = (close[999] ?? 0) * 0.9
  for (let row = 2000; row < close.length; row++) close[row] = (close[row] ?? 0) * 1.2
  close.fill(9, 3000, 3005)
  candles.filled.fill(1, 3000, 3005)
  const spikes = findPriceSpikes(candles)
  expect(spikes.map(({ time }) => (time - START) / MINUTE)).toEqual([500, 1000])
  expect(spikes.map(({ change }) => change.toFixed(3))).toEqual(['0.200', '-0.100'])
})

test('a flat run is as long as one price lasts, and stale only where another market traded', () => {
  const candles = candlesFrom(START, 1000, { missing: Array.from({ length: 50 }, (_, row) => 700 + row) })
  for (const name of ['open', 'high', 'low', 'close'] as const) {
    candles[name].fill(50, 100, 100 + MIN_FLAT_MINUTES)
    candles[name].fill(51, 130, 130 + MIN_FLAT_MINUTES - 1)
    candles[name].fill(52, 400, 460)
  }
  const runs = findFlatRuns(candles)
  expect(runs).toEqual([
    { from: START + 100 * MINUTE, to: START + 130 * MINUTE, minutes: 30 },
    { from: START + 400 * MINUTE, to: START + 460 * MINUTE, minutes: 60 },
  ])
  const other = candlesFrom(START, 1000)
  other.volume.fill(0, 405, 460)
  expect(runs.map((run) => isStaleRun(run, [other]))).toEqual([true, false])
  expect(runs.map((run) => isStaleRun(run, []))).toEqual([false, false])
  const later = candlesFrom(START + 500 * MINUTE, 100)
  expect(runs.map((run) => isStaleRun(run, [later]))).toEqual([false, false])
})

test('the volume of a minute is averaged over the minutes that the source has, in quote', () => {
  const candles = candlesFrom(START, 10, { missing: [4, 5] })
  candles.quoteVolume.fill(30)
  candles.quoteVolume.fill(0, 4, 6)
  candles.quoteVolume[0] = Number.NaN
  candles.volume[0] = 2
  candles.close[0] = 15
  const limits = { outageMinutes: 30, noTradeBreakMinutes: 10 }
  expect(computeCandleQuality(candles, limits).minuteQuoteVolume).toBe(30)
})

import { describe, expect, test } from 'vitest'
import { edgeSpread, logPrices, type PriceColumns } from '../../../src/assessment/spreads/edge-spread.js'
import { trailingSpreads } from '../../../src/assessment/spreads/trailing-spreads.js'
import { simulateCandles } from '../../../src/ohlcv/simulate-candles.js'
import { MINUTE } from '../../../src/core/time.js'

const FROM = Date.UTC(2024, 0, 1, 0, 17)
const FIRST = FROM / MINUTE
const candles = simulateCandles('market', { seed: 5, from: FROM, rows: 3000 })

function sliceFrom({ open, high, low, close }: PriceColumns, row: number): PriceColumns {
  return { open: open.slice(row), high: high.slice(row), low: low.slice(row), close: close.slice(row) }
}

describe('trailing estimates of the spread', () => {
  const options = { window: 240, step: 60 }
  const spreads = trailingSpreads(candles, FIRST, options)

  test('look back from the last full hour, and begin when there is a window', () => {
    // The first row is minute 17; a window of 240 minutes ends before the hour that begins in row 283.
    expect(spreads.subarray(0, 283).every(Number.isNaN)).toBe(true)
    const logs = logPrices(candles)
    for (const row of [283, 342, 343, 2999]) {
      const border = 283 + Math.floor((row - 283) / 60) * 60
      expect(spreads[row]).toBe(Math.max(0, edgeSpread(logs, border - 240, border)))
    }
  })

  test('have the same bits wherever the candles begin', () => {
    for (const row of [1, 60, 777]) {
      const later = trailingSpreads(sliceFrom(candles, row), FIRST + row, options)
      const begin = later.findIndex((value) => !Number.isNaN(value))
      expect(later.subarray(begin)).toEqual(spreads.subarray(row + begin))
      expect(begin).toBeLessThan(300)
    }
  })

  test('know nothing of the minutes after them', () => {
    const changed = sliceFrom(candles, 0)
    changed.high.fill(1e6, 2000)
    const found = trailingSpreads(changed, FIRST, options)
    expect(found.subarray(0, 2000)).toEqual(spreads.subarray(0, 2000))
  })
})

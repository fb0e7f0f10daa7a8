import { expect, test } from 'vitest'
import { alwaysOpen } from '../../../src/core/calendar.js'
import { allocateCandles, type Candles } from '../../../src/core/candles.js'
import { createRng } from '../../../src/core/rng.js'
import { createCandleWindow } from '../../../src/trading/candle-window.js'
import { findDecidableRows } from '../../../src/trading/backtest/decidable-rows.js'

const FIRST = 1000

/** Candles of which some minutes are missing, in runs of different lengths. */
function candlesWithGaps(seed: number): Candles {
  const rng = createRng(seed)
  const candles = allocateCandles({ calendar: alwaysOpen(), first: FIRST, rows: 120 })
  let missing = 0
  candles.close.forEach((_, row) => {
    if (missing === 0 && rng.float() < 0.1) missing = 1 + Math.floor(9 * rng.float())
    candles.filled[row] = missing > 0 ? 1 : 0
    candles.close[row] = missing > 0 ? (candles.close[row - 1] ?? 1) : 1 + rng.float()
    missing = Math.max(0, missing - 1)
  })
  return candles
}

/** The plain form: the window of the trading loop, one candle after the other. */
function decideByWindow({ grid, close, filled }: Candles, from: number, rows: number): (number | undefined)[] {
  const window = createCandleWindow(grid.calendar, rows)
  return Array.from({ length: grid.rows }, (_, row) => {
    const time = grid.calendar.timeAt(FIRST + row)
    if (row >= from && filled[row] !== 1) {
      const value = close[row] ?? 0
      const candle = { time, open: value, high: value, low: value, close: value }
      window.append([{ ...candle, volume: 1, quoteVolume: 1, trades: 1, takerBuyVolume: 1 }], Infinity)
    }
    return window.lastTime === time && window.rows >= rows ? window.last(rows).close.at(-1) : undefined
  })
}

test('it is decided on the candles on which the window of the trading loop would', () => {
  for (let seed = 1; seed <= 40; seed++) {
    const candles = candlesWithGaps(seed)
    const [from, rows] = [seed % 7, 1 + (seed % 6)]
    const expected = decideByWindow(candles, from, rows)
    const { isDecidable, close } = findDecidableRows(candles, from, rows)
    expect([...isDecidable]).toEqual(expected.map((value) => (value === undefined ? 0 : 1)))
    let last = Number.NaN
    expected.forEach((value, row) => {
      last = value ?? last
      expect(close[row]).toBe(last)
    })
    expect(expected.some((value) => value !== undefined)).toBe(true)
  }
})

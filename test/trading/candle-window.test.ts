import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { CANDLE_COLUMNS } from '../../src/core/candles.js'
import { timeAt } from '../../src/core/grid.js'
import { MINUTE } from '../../src/core/time.js'
import type { RawCandle } from '../../src/exchange/exchange.js'
import { createCandleWindow } from '../../src/trading/candle-window.js'

const candle = (minute: number, close: number): RawCandle => ({
  time: minute * MINUTE,
  open: close - 1,
  high: close + 2,
  low: close - 2,
  close,
  volume: 3,
  quoteVolume: 4,
  trades: 5,
  takerBuyVolume: 6,
})

/** The plain form: all candles ever seen by their minute, the gaps filled when asked. */
function plainRows(seen: ReadonlyMap<number, RawCandle>, size: number): (RawCandle & { filled: number })[] {
  const minutes = [...seen.keys()]
  const rows: (RawCandle & { filled: number })[] = []
  for (let minute = Math.min(...minutes); minute <= Math.max(...minutes); minute++) {
    const real = seen.get(minute)
    const close = rows.at(-1)?.close ?? 0
    const gap = { open: close, high: close, low: close, close, volume: 0, quoteVolume: 0, trades: 0, takerBuyVolume: 0 }
    rows.push(real ? { ...real, filled: 0 } : { time: minute * MINUTE, ...gap, filled: 1 })
  }
  return rows.slice(-size)
}

test('a window holds what a list of all candles would end with, gaps filled and revisions taken over', () => {
  const step = fc.record({
    skip: fc.nat(5).map((n) => Math.max(0, n - 3)),
    again: fc.boolean(),
    close: fc.integer({ min: 10, max: 99 }),
  })
  fc.assert(
    fc.property(fc.array(step, { minLength: 1, maxLength: 80 }), fc.integer({ min: 3, max: 9 }), (steps, size) => {
      const window = createCandleWindow(alwaysOpen(), size)
      const seen = new Map<number, RawCandle>()
      let minute = 1000
      for (const { skip, again, close } of steps) {
        minute += again && seen.size > 0 ? 0 : 1 + skip
        const next = candle(minute, close)
        seen.set(minute, next)
        window.append([next], (minute + 1) * MINUTE)
        const expected = plainRows(seen, size)
        const got = window.last(window.rows)
        expect(window.rows).toBe(expected.length)
        expect(window.lastTime).toBe(next.time)
        expect(timeAt(got.grid, 0)).toBe(expected[0]?.time)
        for (const name of CANDLE_COLUMNS) expect([...got[name]]).toEqual(expected.map((row) => row[name]))
        expect([...got.filled]).toEqual(expected.map((row) => row.filled))
      }
    }),
  )
})

test('an unfinished candle is left out', () => {
  const window = createCandleWindow(alwaysOpen(), 3)
  window.append([candle(1, 10), candle(2, 20)], 2 * MINUTE)
  expect(window.lastTime).toBe(MINUTE)
})

test('after an absence longer than the window it begins anew', () => {
  const window = createCandleWindow(alwaysOpen(), 3)
  window.append([candle(1, 10), candle(9, 90)], 10 * MINUTE)
  expect([window.rows, window.lastTime]).toEqual([1, 9 * MINUTE])
})

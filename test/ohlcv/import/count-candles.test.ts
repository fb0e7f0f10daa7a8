import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { allocateColumns, candleErrorAt, countCandles } from '../../../src/ohlcv/import/candle-lines.js'

test('as many candles are counted as have no error, one by one', () => {
  const value = fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(1, 1.5, 2) },
    { weight: 1, arbitrary: fc.constantFrom(0, -0, -1, 5e-324, Number.NaN, Infinity, -Infinity) },
  )
  fc.assert(
    fc.property(
      fc.array(fc.tuple(value, value, value, value, value), { maxLength: 300 }),
      fc.nat(20),
      (candles, from) => {
        const columns = allocateColumns(candles.length)
        for (const [row, [open, high, low, close, volume]] of candles.entries()) {
          columns.open[row] = open
          columns.high[row] = Math.max(open, high, close)
          columns.low[row] = Math.min(open, low, close)
          columns.close[row] = close
          columns.volume[row] = volume
        }
        const to = candles.length
        let row = Math.min(from, to)
        while (row < to && candleErrorAt(columns, row) === undefined) row++
        expect(countCandles(columns, Math.min(from, to), to)).toBe(row - Math.min(from, to))
      },
    ),
    { numRuns: 500 },
  )
})

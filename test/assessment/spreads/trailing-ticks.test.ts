import { expect, test } from 'vitest'
import { trailingTicks } from '../../../src/assessment/spreads/trailing-ticks.js'

/** Prices with as many digits as `digitsOf` says of their row. */
function pricesOf(rows: number, digitsOf: (row: number) => number): Float64Array {
  return Float64Array.from({ length: rows }, (_, row) => Number((100 + 3 * 10 ** -digitsOf(row)).toFixed(8)))
}

test('the tick is the finest digit of the closes of the day before the last full hour', () => {
  const close = pricesOf(3000, (row) => (row === 100 ? 4 : row < 2000 ? 2 : 1))
  const open = pricesOf(3000, () => 1)
  const ticks = trailingTicks({ open, close }, 30)
  const expected = (row: number): number => {
    // The first row is minute 30: the first full hour begins at row 30.
    if (row < 30) return 0.1
    const border = Math.floor((row + 30) / 60) * 60 - 30
    const day = close.subarray(Math.max(0, border - 1440), border)
    const digits = Math.max(...Array.from(day, (price) => (String(price).split('.')[1] ?? '').length))
    return Number(`1e-${digits}`)
  }
  for (let row = 0; row < 3000; row += 7) expect([row, ticks[row]]).toEqual([row, expected(row)])
  expect(new Set(ticks)).toEqual(new Set([0.1, 0.01, 0.0001]))
})

test('whole prices have a tick of 1, and digits beyond the eighth do not count', () => {
  const whole = new Float64Array(120).fill(7)
  expect(new Set(trailingTicks({ open: whole, close: whole }, 0))).toEqual(new Set([1]))
  const fine = new Float64Array(120).fill(1 / 3)
  expect(trailingTicks({ open: fine, close: fine }, 0)[119]).toBeCloseTo(1e-8, 20)
  expect(trailingTicks({ open: new Float64Array(0), close: new Float64Array(0) }, 0).length).toBe(0)
})

test('a value has the same bits wherever the prices begin that hold its day', () => {
  const close = pricesOf(4000, (row) => (row * 7919) % 5)
  const whole = trailingTicks({ open: close, close }, 17)
  const later = trailingTicks({ open: close.subarray(400), close: close.subarray(400) }, 417)
  expect([...later.subarray(1500)]).toEqual([...whole.subarray(1900)])
})

import { expect } from 'vitest'
import { CANDLE_COLUMNS, type Candles } from '../../src/core/candles.js'

const ALL = [...CANDLE_COLUMNS, 'filled'] as const

/** Insists on the same grid and, bit by bit, the same columns; names the first row that differs. */
export function expectSameCandles(
  actual: Candles,
  expected: Candles,
  columns: readonly (typeof ALL)[number][] = ALL,
): void {
  expect(actual.grid).toMatchObject({ first: expected.grid.first, rows: expected.grid.rows })
  for (const name of columns) {
    const [a, b] = [actual[name], expected[name]]
    const row = a.findIndex((value, index) => !Object.is(value, b[index]))
    expect({ name, row, value: a[row] }).toEqual({ name, row: -1, value: b[row] })
  }
}

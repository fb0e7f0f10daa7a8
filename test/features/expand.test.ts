import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sliceCandles } from '../../src/core/candles.js'
import { UserError } from '../../src/core/errors.js'
import { columnOf, sliceFrame } from '../../src/core/frame.js'
import { expand, type WindowColumn } from '../../src/features/expand.js'
import { expandedColumns, computeLastRow } from '../../src/features/expand-lags.js'
import { columnHistory, defineFeatureSet } from '../../src/features/feature-set.js'
import { featureSetError } from '../../src/features/user-feature-set.js'
import { rsi, rsiHistory } from '../../src/indicators/rsi.js'
import { pctChange } from '../../src/indicators/pct-change.js'
import { randomCandles } from '../support/random-candles.js'
import { bitsOf, expectSameFrame } from '../support/same-bits.js'

const change: WindowColumn = {
  name: 'return',
  history: (window) => window,
  values: ({ close }, { window, from }) => pctChange(close, { period: window, from }),
}
const strength: WindowColumn = {
  name: 'strength',
  history: rsiHistory,
  values: ({ close }, { first, from, window }) => rsi(close, { first, from, period: window }),
}

const set = defineFeatureSet({
  id: 'Expanded',
  version: 1,
  ...expand([change, strength], [5, 30], { id: 'Expanded', bases: ['btc'], lags: { count: 2, step: 'window' } }),
})

const FIRST = 28_000_011
const rows = set.history + 300
const candles = { ...randomCandles(FIRST, rows, 1), others: new Map([['btc', randomCandles(FIRST, rows, 2)]]) }

describe('expand', () => {
  test('makes a column of every quantity, window, base and lag', () => {
    expect(set.needs).toEqual(['btc'])
    expect(set.columns.map(({ name }) => name)).toEqual([
      'return5',
      'return30',
      'strength5',
      'strength30',
      'btc_return5',
      'btc_return30',
      'btc_strength5',
      'btc_strength30',
    ])
    expect(new Set(expandedColumns(set).map(({ name }) => name)).size).toBe(16)
    expect(expandedColumns(set).slice(0, 2)).toEqual([
      { name: 'return5_0', stored: 'return5', offset: 0 },
      { name: 'return5_1', stored: 'return5', offset: 5 },
    ])
    expect(featureSetError(set)).toBe(undefined)
  })

  test('has the history of its longest column and its longest lag', () => {
    expect(columnHistory(set)).toBe(rsiHistory(30))
    expect(set.history).toBe(rsiHistory(30) + 30)
    expect(() => set.compute(sliceCandles(candles, 0, columnHistory(set)))).toThrow(UserError)
    expect(set.compute(sliceCandles(candles, 0, columnHistory(set) + 1)).grid.rows).toBe(1)
  })

  test('gives what its quantities give, of each base', () => {
    const frame = set.compute(candles)
    const from = columnHistory(set)
    const other = candles.others.get('btc') ?? candles
    const wanted = pctChange(other.close, { period: 30, from })
    expect(columnOf(frame, 'btc_return30')).toEqual(Float32Array.from(wanted))
    expect(columnOf(frame, 'return30')).not.toEqual(columnOf(frame, 'btc_return30'))
  })

  test('gives the same bits wherever the candles begin, and live', () => {
    const whole = set.compute(candles)
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 300 }), (start) => {
        const part = set.compute(sliceCandles(candles, start, columnHistory(set) + 10))
        expectSameFrame(part, sliceFrame(whole, start, 10))
      }),
      { numRuns: 20 },
    )
    const live = computeLastRow(set, sliceCandles(candles, 7, set.history + 1))
    const values = expandedColumns(set).map(
      ({ stored, offset }) => columnOf(whole, stored)[7 + set.history - columnHistory(set) - offset] ?? NaN,
    )
    expect(bitsOf(live)).toBe(bitsOf(Float32Array.from(values)))
  })

  test.each([0, -5, 2.5, Number.NaN])('refuses a window of %d candles', (window) => {
    expect(() => expand([change], [5, window], { id: 'Odd' })).toThrow(
      `a window is ${window}: expected a whole number, at least 1`,
    )
  })

  test('without lags and bases a column is what its quantity is', () => {
    const plain = expand([change], [5], { id: 'Plain' })
    expect([plain.columns, plain.needs, plain.history]).toEqual([[{ name: 'return5' }], [], 5])
    expect(columnOf(plain.compute(candles), 'return5').length).toBe(rows - 5)
  })
})

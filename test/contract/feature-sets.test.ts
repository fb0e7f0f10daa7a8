import { basename } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frameToPartialCandles, candlesToFrame, sliceCandles } from '../../src/core/candles.js'
import { UserError } from '../../src/core/errors.js'
import { columnOf, makeFrame, sliceFrame } from '../../src/core/frame.js'
import { featureCatalog } from '../../src/features/catalog.js'
import { expandRows, expandedColumns, computeLastRow } from '../../src/features/expand-lags.js'
import { columnHistory, lagSpan } from '../../src/features/feature-set.js'
import { disturbed, randomCandles } from '../support/random-candles.js'
import { bitsOf, expectSameFrame } from '../support/same-bits.js'

const entries = [...(await featureCatalog())]
const FIRST = 28_180_007
const EXTRA = 400

describe.each(entries.map(([id, entry]) => ({ id, set: entry.value, file: entry.file })))(
  'feature set $id',
  (entry) => {
    const { id, set, file } = entry
    const reach = columnHistory(set)
    const rows = set.history + EXTRA
    const others = new Map((set.needs ?? []).map((base, i) => [base, randomCandles(FIRST, rows, 70 + i)] as const))
    const candles = { ...randomCandles(FIRST, rows, 7), others }
    const whole = set.compute(candles)
    const starts = fc.integer({ min: 0, max: candles.grid.rows - reach - 1 })

    test('is called like its file and has a history that holds its lags', () => {
      expect(id).toBe(basename(file).replace(/\.[jt]s$/, ''))
      expect(set.id).toBe(id)
      expect(Number.isInteger(set.version) && set.version > 0).toBe(true)
      expect(Number.isInteger(set.history)).toBe(true)
      expect(reach).toBeGreaterThanOrEqual(0)
    })

    test('gives its columns in order, as Float32, one finite value for each candle after its history', () => {
      expect([...whole.columns.keys()]).toEqual(set.columns.map(({ name }) => name))
      expect(whole.grid.first).toBe(candles.grid.first + reach)
      expect(whole.grid.rows).toBe(candles.grid.rows - reach)
      for (const values of whole.columns.values()) {
        expect(values).toBeInstanceOf(Float32Array)
        expect(values.every(Number.isFinite)).toBe(true)
      }
      const names = expandedColumns(set).map(({ name }) => name)
      expect(new Set(names).size).toBe(names.length)
    })

    test('writes to no candle and gives the same bits again', () => {
      const before = [...candlesToFrame(candles).columns.values()].map(bitsOf)
      expectSameFrame(set.compute(candles), whole)
      expect([...candlesToFrame(candles).columns.values()].map(bitsOf)).toEqual(before)
    })

    test('reads no columns of candles but those it declares', () => {
      if (!set.reads) return
      const read = set.reads.map((name) => [name, candles[name]] as const)
      expectSameFrame(set.compute(frameToPartialCandles(makeFrame(candles.grid, read))), whole)
    })

    test('needs exactly its history', () => {
      expect(() => set.compute(sliceCandles(candles, 0, reach))).toThrow(UserError)
      const exact = sliceCandles(candles, 1, reach + 1)
      const one = set.compute(exact)
      expectSameFrame(one, sliceFrame(whole, 1, 1))
      expect(set.compute(sliceCandles(candles, 0, reach + 2)).grid.rows).toBe(2)
      const other = set.compute(disturbed(exact, 0, 1, 3))
      const changed = [...one.columns].some(([name, values]) => bitsOf(values) !== bitsOf(columnOf(other, name)))
      expect(changed || reach === 0).toBe(true)
    })

    test('gives the same bits wherever the candles begin', () => {
      fc.assert(
        fc.property(starts, fc.integer({ min: 1, max: EXTRA }), (start, count) => {
          const rows = Math.min(count, candles.grid.rows - reach - start)
          const part = set.compute(sliceCandles(candles, start, reach + rows))
          expectSameFrame(part, sliceFrame(whole, start, rows))
        }),
        { numRuns: 12 },
      )
    })

    test('knows nothing of the future', () => {
      fc.assert(
        fc.property(starts, (row) => {
          const other = set.compute(disturbed(candles, reach + row + 1))
          expectSameFrame(sliceFrame(other, 0, row + 1), sliceFrame(whole, 0, row + 1))
        }),
        { numRuns: 4 },
      )
    })

    test('gives the last row alone with the bits it has in a batch', () => {
      const width = expandedColumns(set).length
      const span = lagSpan(set)
      for (const row of [span, span + 1, whole.grid.rows - 1]) {
        const dense = new Float32Array(width)
        expandRows(set, whole, Int32Array.of(row), dense)
        const live = computeLastRow(set, sliceCandles(candles, row - span, set.history + 1))
        expect(bitsOf(live)).toBe(bitsOf(dense))
      }
      expect(() => computeLastRow(set, sliceCandles(candles, 0, set.history))).toThrow(UserError)
    })
  },
)

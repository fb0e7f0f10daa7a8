import { basename } from 'node:path'
import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { frameToPartialCandles, candlesToFrame, sliceCandles } from '../../src/core/candles.js'
import { UserError } from '../../src/core/errors.js'
import { columnOf, makeFrame, sliceFrame, uint8ColumnOf } from '../../src/core/frame.js'
import { targetCatalog } from '../../src/targets/catalog.js'
import { disturbed, randomCandles } from '../support/random-candles.js'
import { bitsOf, expectSameFrame } from '../support/same-bits.js'

const entries = [...(await targetCatalog())]
const FIRST = 28_180_007
const ROWS = 3000

describe.each(entries.map(([id, entry]) => ({ id, target: entry.value, file: entry.file })))('target $id', (entry) => {
  const { id, target, file } = entry
  const { history, horizon } = target
  const candles = randomCandles(FIRST, ROWS, 11)
  const whole = target.compute(candles)
  const finalRows = whole.grid.rows - horizon

  test('is called like its file', () => {
    expect(id).toBe(basename(file).replace(/\.[jt]s$/, ''))
    expect(target.id).toBe(id)
    for (const value of [target.version, history, horizon]) expect(Number.isInteger(value) && value >= 0).toBe(true)
  })

  test('gives a label of each of its classes, one for each candle after its history', () => {
    expect(whole.grid.first).toBe(candles.grid.first + history)
    expect(whole.grid.rows).toBe(candles.grid.rows - history)
    const labels = new Set(uint8ColumnOf(whole, 'target'))
    expect([...labels].sort((a, b) => a - b)).toEqual(target.classes.map((_, label) => label))
    for (const values of whole.columns.values()) {
      expect(values instanceof Uint8Array || values instanceof Float32Array).toBe(true)
      expect(values.subarray(0, finalRows).every(Number.isFinite)).toBe(true)
    }
  })

  test('writes to no candle and gives the same bits again', () => {
    const before = [...candlesToFrame(candles).columns.values()].map(bitsOf)
    expectSameFrame(target.compute(candles), whole)
    expect([...candlesToFrame(candles).columns.values()].map(bitsOf)).toEqual(before)
  })

  test('reads no columns of candles but those it declares', () => {
    if (!target.reads) return
    const read = target.reads.map((name) => [name, candles[name]] as const)
    expectSameFrame(target.compute(frameToPartialCandles(makeFrame(candles.grid, read))), whole)
  })

  test('needs exactly its history', () => {
    expect(() => target.compute(sliceCandles(candles, 0, history))).toThrow(UserError)
    expect(target.compute(sliceCandles(candles, 0, history + 1)).grid.rows).toBe(1)
    const other = target.compute(disturbed(candles, 0, 1))
    expectSameFrame(sliceFrame(other, 1, finalRows - 1), sliceFrame(whole, 1, finalRows - 1))
  })

  test('gives the same bits wherever the candles begin and end, as far as its labels are final', () => {
    const start = fc.integer({ min: 0, max: ROWS - history - horizon - 1 })
    fc.assert(
      fc.property(start, fc.integer({ min: 1, max: ROWS }), (from, count) => {
        const rows = Math.min(count, ROWS - from - history - horizon)
        const part = target.compute(sliceCandles(candles, from, history + rows + horizon))
        expectSameFrame(sliceFrame(part, 0, rows), sliceFrame(whole, from, rows))
      }),
      { numRuns: 30 },
    )
  })

  test('reads as far as its horizon, and no further', () => {
    const labels = columnOf(whole, 'target')
    let reached = false
    for (let row = 1; row < finalRows; row += 9) {
      const at = row + history + horizon
      for (const factor of [0.4, 2]) {
        const other = target.compute(disturbed(candles, at, at + 1, factor))
        expectSameFrame(sliceFrame(other, 0, row), sliceFrame(whole, 0, row))
        reached ||= columnOf(other, 'target')[row] !== labels[row]
      }
    }
    expect(reached).toBe(true)
  })
})

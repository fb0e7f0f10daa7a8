import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { sliceCandles } from '../../src/core/candles.js'
import {
  candleChanges,
  plainCandleChanges,
  simdCandleChanges,
  candleChangesAt,
  priceColumnAt,
  needsVolume,
  type ChangeColumn,
} from '../../src/indicators/candle-changes.js'
import { randomCandles } from '../support/random-candles.js'
import { bitsOf } from '../support/same-bits.js'

const COLUMNS: readonly ChangeColumn[] = [
  1,
  'highLow',
  'upperShadow',
  'lowerShadow',
  'excessVolume',
  'changeTimesVolume',
  5,
  60,
  1440,
]

/** Longer than a chunk of the kernel now and then; odd and even numbers of rows; days without volume. */
const cases = fc
  .record({
    rows: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 4300, max: 9200 })),
    lead: fc.nat(30),
    first: fc.integer({ min: -100, max: 30_000_000 }),
    seed: fc.nat(),
    columns: fc.oneof(fc.constant(COLUMNS), fc.shuffledSubarray([...COLUMNS], { minLength: 1 })),
    meanWindow: fc.constantFrom(1440, 7),
  })
  .map(({ rows, lead, first, seed, columns, meanWindow }) => {
    const from = 1440 + lead
    const candles = randomCandles(first, from + rows, seed)
    candles.volume.fill(0, seed % 4000, (seed % 4000) + 1500)
    return { candles, changes: { columns, from, meanWindow, zeroMeanValue: 1e-6 } }
  })

type Prices = Readonly<Record<'open' | 'high' | 'low' | 'close', number>>

function candlesOf(rows: readonly Prices[]) {
  const column = (name: keyof Prices) => Float64Array.from(rows, (row) => row[name])
  return { open: column('open'), high: column('high'), low: column('low'), close: column('close') }
}

describe('columns of what candles change by', () => {
  test('WebAssembly with SIMD is what runs here', () => {
    expect(simdCandleChanges).toBeDefined()
  })

  test('made of prices are to the bit those of the plain loops', () => {
    fc.assert(
      fc.property(cases, ({ candles, changes }) => {
        const prices = { ...changes, columns: changes.columns.filter((column) => !needsVolume(column)) }
        expect(candleChanges(candles, prices).map(bitsOf)).toEqual(plainCandleChanges(candles, prices).map(bitsOf))
      }),
      { numRuns: 40 },
    )
  })

  test('made of volumes are those of the plain loops', () => {
    fc.assert(
      fc.property(cases, ({ candles, changes }) => {
        const plain = plainCandleChanges(candles, changes)
        candleChanges(candles, changes).forEach((column, k) => {
          // What is above the mean by next to nothing is so by the last digits of a sum of volumes.
          const wrong = column.findIndex((value, i) => {
            const wanted = plain[k]?.[i] ?? Number.NaN
            return !(Math.abs(value - wanted) <= 1.2e-7 * Math.abs(wanted) + 1e-13)
          })
          expect([changes.columns[k], wrong]).toEqual([changes.columns[k], -1])
          expect(column.length).toBe(candles.grid.rows - changes.from)
        })
      }),
      { numRuns: 40 },
    )
  })

  test('have the same bits wherever the candles begin and end, and whatever columns are asked for beside', () => {
    fc.assert(
      fc.property(cases, fc.nat(9200), fc.nat(9200), ({ candles, changes }, skipped, shorter) => {
        const all = candleChanges(candles, changes)
        const count = candles.grid.rows - changes.from
        for (const start of [skipped % count, count - 1]) {
          const rows = 1 + (shorter % (count - start))
          const part = sliceCandles(candles, start, changes.from + rows)
          const wanted = all.map((column) => bitsOf(column.slice(start, start + rows)))
          expect(candleChanges(part, changes).map(bitsOf)).toEqual(wanted)
          const last = { ...changes, columns: changes.columns.slice(-1) }
          expect(candleChanges(part, last).map(bitsOf)).toEqual(wanted.slice(-1))
        }
      }),
      { numRuns: 40 },
    )
  })

  test('have the same bits at some rows alone', () => {
    fc.assert(
      fc.property(cases, fc.array(fc.nat(9200), { minLength: 1, maxLength: 12 }), ({ candles, changes }, some) => {
        const count = candles.grid.rows - changes.from
        const wanted = [...new Set(some.map((row) => row % count))].toSorted((a, b) => a - b)
        const all = candleChanges(candles, changes)
        const rows = wanted.map((row) => changes.from + row)
        const there = all.map((column) => bitsOf(Float32Array.from(wanted, (row) => column[row] ?? Number.NaN)))
        expect(candleChangesAt(candles, changes, rows).map(bitsOf)).toEqual(there)
      }),
      { numRuns: 40 },
    )
  })

  test('of prices are shares of the close', () => {
    const [before, falling, rising] = [
      { open: 1, high: 1, low: 1, close: 80 },
      { open: 104, high: 110, low: 95, close: 100 },
      { open: 90, high: 110, low: 85, close: 100 },
    ]
    const at = (row: typeof before, column: 1 | 'highLow' | 'upperShadow' | 'lowerShadow') =>
      priceColumnAt(candlesOf([before, row]), column, 1)
    expect([at(falling, 1), at(rising, 1)]).toEqual([0.25, 0.25])
    expect(at(falling, 'highLow')).toBeCloseTo(150, 12)
    expect([at(falling, 'upperShadow'), at(falling, 'lowerShadow')]).toEqual([
      expect.closeTo(60, 12),
      expect.closeTo(50, 12),
    ])
    expect([at(rising, 'upperShadow'), at(rising, 'lowerShadow')]).toEqual([
      expect.closeTo(100, 12),
      expect.closeTo(50, 12),
    ])
  })

  test('need rows enough before the first', () => {
    const candles = randomCandles(0, 100, 1)
    const changes = { columns: [60] as const, from: 59, meanWindow: 1440, zeroMeanValue: 1 }
    expect(() => candleChanges(candles, changes)).toThrow('row 59 does not have 60 rows')
    expect(() => candleChanges(candles, { ...changes, columns: ['excessVolume'] })).toThrow(
      'row 59 does not have 1439 rows',
    )
  })
})

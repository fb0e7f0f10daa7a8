import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { alwaysOpen } from '../../src/core/calendar.js'
import { allocateCandles, sliceCandles, type Candles } from '../../src/core/candles.js'
import { createRng } from '../../src/core/rng.js'
import { pivot } from '../../src/indicators/pivot.js'
import { pivotTrends, plainPivotTrends, PIVOT_TRENDS_HISTORY } from '../../src/indicators/pivot-trends.js'
import { simdPivotTrends } from '../../src/indicators/pivot-trends-simd.js'
import { bitsOf } from '../support/same-bits.js'

const DIFFS = { window: 5, count: 12 }
const WINDOWS = [5, 15, 30, 60, 120, 240, 720, 1440, 4320, 12_960]

/** A price that may jump to another size, and may stand still for minutes or for days. */
function candlesOf(first: number, rows: number, seed: number, still: number): Candles {
  const rng = createRng(seed)
  const candles = allocateCandles({ calendar: alwaysOpen(), first, rows })
  let price = 30_000
  let standing = 0
  for (let row = 0; row < rows; row++) {
    if (standing === 0 && rng.float() < still) standing = 10 ** (4.3 * rng.float())
    if (standing > 0) standing = Math.max(0, standing - 1)
    else price *= 1 + (rng.float() < 0.0001 ? rng.float() - 0.4 : 0.001 * rng.normal())
    for (const name of ['open', 'high', 'low', 'close'] as const) candles[name][row] = price
  }
  return candles
}

const cases = fc
  .record({
    rows: fc.oneof(fc.integer({ min: 1, max: 50 }), fc.integer({ min: 2000, max: 16_000 })),
    lead: fc.oneof(fc.nat(40), fc.integer({ min: 12_000, max: 14_000 })),
    first: fc.integer({ min: -100, max: 30_000_000 }),
    seed: fc.nat(),
    still: fc.constantFrom(0, 0.0003, 0.01),
    windows: fc.oneof(fc.constant(WINDOWS), fc.subarray([2, 3, ...WINDOWS, 12_959], { minLength: 1 })),
  })
  .map(({ rows, lead, first, seed, still, windows }) => {
    const from = PIVOT_TRENDS_HISTORY + lead
    const candles = candlesOf(first, from + rows, seed, still)
    return { candles, trends: { diffs: DIFFS, windows: windows.toSorted((a, b) => a - b), from } }
  })

describe('trends of the pivot price', () => {
  test('WebAssembly with SIMD is what runs here', () => {
    expect(simdPivotTrends).toBeDefined()
  })

  test('are those of means and regressions one by one; what stands still has none', () => {
    fc.assert(
      fc.property(cases, ({ candles, trends }) => {
        const pivots = pivot(candles)
        const plain = plainPivotTrends(candles, trends)
        // Windows of one row stand for differences, which have no line.
        const windows = [...Array.from({ length: DIFFS.count }, () => 1), ...trends.windows]
        const highest = pivots.reduce((most, price) => Math.max(most, price), 0)
        pivotTrends(candles, trends).forEach((column, k) => {
          const window = windows[k] ?? 1
          const wrong = column.findIndex((value, i) => {
            const wanted = plain[k]?.[i] ?? Number.NaN
            const room = (1e-11 * highest) / (pivots[trends.from + i] ?? 0) / window
            return !(Math.abs(value - wanted) <= 3e-7 * Math.abs(wanted) + room)
          })
          expect([k, wrong]).toEqual([k, -1])
          if (window > 1)
            expect([k, standingRows(pivots, trends.from, window).find((i) => column[i] !== 0)]).toEqual([k, undefined])
        })
      }),
      { numRuns: 25 },
    )
  })

  test('have the same bits wherever the candles begin and end, and whatever windows are asked for beside', () => {
    fc.assert(
      fc.property(cases, fc.nat(20_000), fc.nat(20_000), ({ candles, trends }, skipped, shorter) => {
        const all = pivotTrends(candles, trends)
        const count = candles.grid.rows - trends.from
        for (const start of [skipped % count, count - 1]) {
          const rows = 1 + (shorter % (count - start))
          const part = sliceCandles(candles, start, trends.from + rows)
          expect(pivotTrends(part, trends).map(bitsOf)).toEqual(
            all.map((column) => bitsOf(column.slice(start, start + rows))),
          )
          const alone = pivotTrends(part, { ...trends, windows: trends.windows.slice(-1) }).at(-1)
          expect(bitsOf(alone ?? new Float32Array())).toBe(
            bitsOf(all.at(-1)?.slice(start, start + rows) ?? new Float32Array()),
          )
        }
      }),
      { numRuns: 25 },
    )
  })

  test('of few rows have the same bits as those of many, on either side of every border of a window', () => {
    const trends = { diffs: DIFFS, windows: WINDOWS, from: PIVOT_TRENDS_HISTORY }
    const candles = candlesOf(0, PIVOT_TRENDS_HISTORY + 13_000 + 40, 1, 0)
    const all = pivotTrends(candles, trends)
    const starts = [15, ...WINDOWS.slice(1)].flatMap((window) => Array.from({ length: 20 }, (_, i) => window - 15 + i))
    const wrong = starts.filter((start) => {
      const end = start + 1 + (start % 17)
      const few = pivotTrends(sliceCandles(candles, start, PIVOT_TRENDS_HISTORY + end - start), trends)
      return few.some((column, k) => bitsOf(column) !== bitsOf(all[k]?.slice(start, end) ?? new Float32Array()))
    })
    expect(wrong).toEqual([])
  })

  test('need their windows in order, and rows enough before the first', () => {
    const candles = candlesOf(0, PIVOT_TRENDS_HISTORY + 2, 1, 0)
    const trends = { diffs: DIFFS, windows: WINDOWS, from: PIVOT_TRENDS_HISTORY }
    const fault = (changes: Partial<typeof trends>) => () => pivotTrends(candles, { ...trends, ...changes })
    expect(fault({ windows: [60, 30] })).toThrow('ascending, and there is one of 30')
    expect(fault({ windows: [1] })).toThrow('2 to 12960 rows are expected')
    expect(fault({ windows: [12_961] })).toThrow('there is one of 12961')
    expect(fault({ from: PIVOT_TRENDS_HISTORY - 1 })).toThrow('row 12958 does not have 12959 rows')
    expect(fault({ diffs: { window: 1440, count: 9 } })).toThrow('9 differences of 1440 rows reach further')
  })
})

/** Rows, counted from `from`, whose window holds one value only. */
function standingRows(values: Float64Array, from: number, window: number): number[] {
  const rows: number[] = []
  let same = 0
  values.forEach((value, row) => {
    same = value === values[row - 1] ? same + 1 : 1
    if (row >= from && same >= window) rows.push(row - from)
  })
  return rows
}

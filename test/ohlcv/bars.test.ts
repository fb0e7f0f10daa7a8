import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { DAY, HOUR, MINUTE } from '../../src/core/time.js'
import {
  BAR_INTERVALS,
  chooseBarInterval,
  type Bars,
  candlesToBars,
  aggregateBars,
  joinBars,
} from '../../src/ohlcv/bars.js'
import { createBuckets, countClasses, aggregateColumn } from '../../src/ohlcv/column-bars.js'
import { countPriceDecimals } from '../../src/ohlcv/price-decimals.js'
import { randomCandles } from '../support/random-candles.js'

interface Row {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
}

/** The bars that have candles, as rows. */
function rowsOf(bars: Bars): Row[] {
  return Array.from({ length: bars.rows }, (_, row) => ({
    time: (bars.first + row) * bars.interval,
    open: bars.open[row] ?? Number.NaN,
    high: bars.high[row] ?? Number.NaN,
    low: bars.low[row] ?? Number.NaN,
    close: bars.close[row] ?? Number.NaN,
    volume: bars.volume[row] ?? Number.NaN,
  })).filter(({ close }) => !Number.isNaN(close))
}

function volumeOf(rows: readonly Row[]): number {
  return rows.reduce((total, { volume }) => total + volume, 0)
}

/** What bars are, said plainly: candles by the bucket that their open time lies in. */
function plainBars(minutes: readonly Row[], interval: number): Row[] {
  const bucketOf = ({ time }: Row): number => Math.floor(time / interval) * interval
  return [...new Set(minutes.map(bucketOf))].map((time) => {
    const rows = minutes.filter((row) => bucketOf(row) === time)
    return {
      time,
      open: rows[0]?.open ?? Number.NaN,
      high: Math.max(...rows.map(({ high }) => high)),
      low: Math.min(...rows.map(({ low }) => low)),
      close: rows.at(-1)?.close ?? Number.NaN,
      volume: rows.reduce((sum, { volume }) => sum + volume, 0),
    }
  })
}

/** Bars of minutes that begin at a minute of the past, some of them filled. */
const someBars = fc
  .record({
    first: fc.integer({ min: 28_000_000, max: 28_010_000 }),
    rows: fc.integer({ min: 1, max: 400 }),
    seed: fc.integer({ min: 0, max: 1000 }),
    missing: fc.array(fc.integer({ min: 0, max: 399 }), { maxLength: 60 }),
  })
  .map(({ first, rows, seed, missing }) => {
    const candles = randomCandles(first, rows, seed)
    for (const row of missing) if (row < rows) candles.filled[row] = 1
    return candlesToBars(candles)
  })
const someInterval = fc.constantFrom(2, 5, 10, 15, 30, 60, 120, 240)

function expectSameRows(actual: readonly Row[], expected: readonly Row[]): void {
  expect(actual.map((row) => ({ ...row, volume: 0 }))).toEqual(expected.map((row) => ({ ...row, volume: 0 })))
  actual.forEach(({ volume }, i) => expect(volume).toBeCloseTo(expected[i]?.volume ?? Number.NaN, 6))
}

describe('bars', () => {
  test('are the candles of a bucket put together, whatever minute they begin at', () => {
    fc.assert(
      fc.property(someBars, someInterval, (bars, minutes) => {
        const interval = minutes * MINUTE
        expectSameRows(rowsOf(aggregateBars(bars, interval)), plainBars(rowsOf(bars), interval))
      }),
    )
  })

  test('keep extremes and volume over any number of steps', () => {
    fc.assert(
      fc.property(someBars, (bars) => {
        const steps = [5, 15, 60, 240].reduce((now, minutes) => aggregateBars(now, minutes * MINUTE), bars)
        const [fine, coarse] = [rowsOf(bars), rowsOf(steps)]
        fc.pre(fine.length > 0)
        expect(Math.max(...coarse.map(({ high }) => high))).toBe(Math.max(...fine.map(({ high }) => high)))
        expect(Math.min(...coarse.map(({ low }) => low))).toBe(Math.min(...fine.map(({ low }) => low)))
        expect(volumeOf(coarse)).toBeCloseTo(volumeOf(fine), 6)
        expectSameRows(coarse, rowsOf(aggregateBars(bars, 4 * HOUR)))
      }),
    )
  })

  test('of months are joined at their place; what no month has stays empty', () => {
    const bars = candlesToBars(randomCandles(28_000_000, 300, 1))
    const piece = (from: number, to: number): Bars => ({
      ...bars,
      first: bars.first + from,
      rows: to - from,
      open: bars.open.slice(from, to),
      high: bars.high.slice(from, to),
      low: bars.low.slice(from, to),
      close: bars.close.slice(from, to),
      volume: bars.volume.slice(from, to),
    })
    const joined = joinBars([piece(0, 100), piece(150, 300)], MINUTE, bars.first + 50, 200)
    expect(rowsOf(joined)).toEqual([...rowsOf(piece(50, 100)), ...rowsOf(piece(150, 250))])
    expect(joined.rows).toBe(200)
  })

  test('of an interval that is no multiple are refused', () => {
    const bars = aggregateBars(candlesToBars(randomCandles(28_000_000, 30, 1)), 10 * MINUTE)
    expect(() => aggregateBars(bars, 15 * MINUTE)).toThrow('cannot be aggregated')
  })

  test('are as fine as the number of points allows, and each interval is made of a finer one', () => {
    expect(chooseBarInterval(4 * HOUR, 241)).toBe(MINUTE)
    expect(chooseBarInterval(4 * HOUR, 200)).toBe(2 * MINUTE)
    expect(chooseBarInterval(5 * 365 * DAY, 2000)).toBe(DAY)
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 3000 * DAY }),
        fc.integer({ min: 200, max: 20_000 }),
        fc.integer({ min: 0, max: DAY }),
        (span, points, start) => {
          const { rows } = createBuckets({ from: start, to: start + span }, chooseBarInterval(span, points))
          expect(rows).toBeLessThanOrEqual(points)
        },
      ),
    )
    const coarse = BAR_INTERVALS.filter((interval) => interval >= 15 * MINUTE)
    coarse.slice(1).forEach((interval, i) => expect(interval % (coarse[i] ?? 1)).toBe(0))
  })
})

describe('columns in bars', () => {
  const values = fc.array(fc.oneof(fc.float({ noNaN: true, noDefaultInfinity: true }), fc.constant(Number.NaN)), {
    minLength: 1,
    maxLength: 200,
  })

  test('keep the lowest, highest and last value of each bucket', () => {
    fc.assert(
      fc.property(values, fc.integer({ min: 0, max: 5000 }), someInterval, (list, start, minutes) => {
        const interval = minutes * MINUTE
        const from = start * MINUTE
        const buckets = createBuckets({ from, to: from + list.length * MINUTE }, interval)
        const bars = aggregateColumn(Float32Array.from(list), from, MINUTE, buckets)
        for (let bucket = 0; bucket < buckets.rows; bucket++) {
          const inside = list.filter(
            (value, row) =>
              !Number.isNaN(value) && Math.floor((from + row * MINUTE) / interval) === buckets.first + bucket,
          )
          if (inside.length === 0) expect(bars.last[bucket]).toBeNaN()
          else {
            expect(bars.low[bucket]).toBe(inside.reduce((a, b) => Math.min(a, b)))
            expect(bars.high[bucket]).toBe(inside.reduce((a, b) => Math.max(a, b)))
            expect(bars.last[bucket]).toBe(inside.at(-1))
          }
        }
      }),
    )
  })

  test('count every label once, and none outside', () => {
    const labels = Uint8Array.of(0, 1, 1, 2, 0, 1, 2)
    const buckets = createBuckets({ from: 10 * MINUTE, to: 20 * MINUTE }, 5 * MINUTE)
    const counts = countClasses(labels, 8 * MINUTE, MINUTE, buckets, 3)
    expect(counts.map((count) => [...count])).toEqual([
      [1, 0],
      [2, 0],
      [2, 0],
    ])
  })
})

test('prices are shown with as many digits as they have', () => {
  expect(countPriceDecimals(Float64Array.of(1.5, 2.25, Number.NaN))).toBe(2)
  expect(countPriceDecimals(Float64Array.of(43_123))).toBe(0)
  expect(countPriceDecimals(Float64Array.of(1 / 3))).toBe(8)
})

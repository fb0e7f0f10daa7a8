import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { assess } from '../../src/assessment/assessment.js'
import { buyAndHoldGain } from '../../src/assessment/buy-and-hold.js'
import { fillRows } from '../../src/assessment/row-fills.js'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { simulateTrades, tradeGain } from '../../src/assessment/simulate-trades.js'
import { THRESHOLDS, thresholdMatrix } from '../../src/assessment/threshold-matrix.js'
import {
  CLOSE_FILLS,
  realisticFills,
  type FillMarket,
  type FillModel,
} from '../../src/exchange/simulated/engine/fill-model.js'
import { createRng } from '../../src/core/rng.js'
import { randomSeries } from '../support/random-series.js'

/** Minutes around the closes of a series: some without a trade, some wide. */
function marketOf({ close }: ScoredSeries, seed: number): FillMarket {
  const rng = createRng(seed)
  const open = close.map((price) => price * (1 + 0.01 * rng.normal()))
  const high = close.map((price, row) => Math.max(price, open[row] ?? 0) * (1 + 0.01 * rng.float()))
  const low = close.map((price, row) => Math.min(price, open[row] ?? 0) * (1 - 0.01 * rng.float()))
  return {
    open,
    high,
    low,
    close,
    quoteVolume: close.map(() => 1000 * rng.float() + 1),
    filled: Uint8Array.from(close, () => Number(rng.float() < 0.2)),
    spread: close.map(() => 0.01 * rng.float()),
    tick: close.map(() => 0.25),
  }
}

function withFills(series: ScoredSeries, model: FillModel, seed = 1): ScoredSeries {
  return { ...series, fills: fillRows(series.ranges, marketOf(series, seed), model) }
}

describe('the fills of a series', () => {
  test('at the close give the matrix, the trades and the draws that a series without fills has', () => {
    fc.assert(
      fc.property(randomSeries('a'), fc.nat(5), (series, lossMinutes) => {
        const options = { fee: 0.001, seed: 1, draws: 3, exits: { lossMinutes }, hindsight: true }
        const filled = assess([withFills(series, CLOSE_FILLS)], options)
        const plain = assess([series], options)
        expect(filled.matrix).toEqual(plain.matrix)
        expect(filled.overall.gain).toBe(plain.overall.gain)
        expect(filled.overall.randomEntries).toEqual(plain.overall.randomEntries)
        expect(filled.overall.buyAndHold).toBe(plain.overall.buyAndHold)
      }),
      { numRuns: 40 },
    )
  })

  test('that are realistic give a matrix whose cells are the sums of their trades', () => {
    fc.assert(
      fc.property(randomSeries('a'), fc.nat(3), (plain, lossMinutes) => {
        const series = withFills(plain, realisticFills())
        const matrix = thresholdMatrix([series], { fee: 0.001, exits: { lossMinutes } })
        THRESHOLDS.forEach((buyThreshold, buy) => {
          THRESHOLDS.forEach((sellThreshold, sell) => {
            const trades = simulateTrades(series, { buyThreshold, sellThreshold, fee: 0.001, exits: { lossMinutes } })
            expect(matrix.count[buy]?.[sell]).toBe(trades.length)
            expect(matrix.gain[buy]?.[sell]).toBeCloseTo(
              trades.reduce((sum, { gain }) => sum + gain, 0),
              9,
            )
          })
        })
      }),
      { numRuns: 40 },
    )
  })

  test('never reach a minute of another range, nor one before the decision', () => {
    fc.assert(
      fc.property(randomSeries('a'), (plain) => {
        const { fills } = withFills(plain, realisticFills())
        for (const { from, to } of plain.ranges)
          for (let row = from; row < to; row++) {
            expect(fills?.row[row]).toBeLessThan(to)
            expect(fills?.row[row]).toBeGreaterThanOrEqual(Math.min(row + 1, to - 1))
          }
      }),
    )
  })
})

describe('a trade with realistic fills', () => {
  /** Buys in the first minute, sells in the third. */
  const series: ScoredSeries = {
    base: 'a',
    ranges: [{ from: 0, to: 5 }],
    time: Float64Array.of(0, 1, 2, 3, 4).map((minute) => minute * 60_000),
    close: Float64Array.of(100, 101, 102, 103, 104),
    target: new Uint8Array(5),
    hold: new Float32Array(5),
    buy: Float32Array.of(0.9, 0, 0, 0, 0),
    sell: Float32Array.of(0, 0, 0.9, 0, 0),
  }
  const market: FillMarket = {
    open: Float64Array.of(99, 100, 101, 102, 103),
    high: Float64Array.of(101, 102, 103, 104, 105),
    low: Float64Array.of(99, 100, 101, 102, 103),
    close: series.close,
    quoteVolume: new Float64Array(5).fill(1000),
    filled: new Uint8Array(5),
    spread: new Float64Array(5).fill(0.002),
    tick: new Float64Array(5).fill(0.01),
  }
  const filled = { ...series, fills: fillRows(series.ranges, market, realisticFills()) }
  const rule = { buyThreshold: 0.5, sellThreshold: 0.5, fee: 0.001 }

  test('is bought and sold at the opens that follow, and knows what it lost to spread and slippage', () => {
    const [trade, ...others] = simulateTrades(filled, rule)
    expect(others).toEqual([])
    // Half the spread is 0.1 %, slippage a tenth of the range of 2.
    const [bought, sold] = [100 + 0.1 + 0.2, 102 - 0.102 - 0.2]
    expect(trade).toMatchObject({ buyRow: 1, sellRow: 3, buyTime: 60_000, sellTime: 180_000, minutes: 2 })
    expect(trade?.buyPrice).toBeCloseTo(bought, 12)
    expect(trade?.sellPrice).toBeCloseTo(sold, 12)
    expect(trade?.gain).toBeCloseTo(tradeGain(bought, sold, 0.001), 12)
    expect(trade?.costs?.spread).toBeCloseTo(0.002, 12)
    expect(trade?.costs?.slippage).toBeCloseTo(0.2 / 100 + 0.2 / 102, 12)
    expect(simulateTrades(series, rule)[0]).not.toHaveProperty('costs')
  })

  test('is compared with holding that pays the same costs', () => {
    expect(buyAndHoldGain(filled, 0.001)).toBeCloseTo(tradeGain(100.3, 104 - 0.104 - 0.2, 0.001), 12)
    expect(buyAndHoldGain(series, 0.001)).toBeCloseTo(tradeGain(100, 104, 0.001), 12)
  })
})

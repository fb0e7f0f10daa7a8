import { describe, expect, test } from 'vitest'
import { thresholdMatrix, THRESHOLDS } from '../../src/assessment/threshold-matrix.js'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { simulateTrades, type Trade } from '../../src/assessment/simulate-trades.js'
import { Decimal } from '../../src/core/decimal.js'
import { createRng } from '../../src/core/rng.js'
import { MINUTE } from '../../src/core/time.js'
import { decide, type WatchedBase } from '../../src/trading/decide.js'
import { marketRules } from '../support/fake-exchange.js'

const START = Date.UTC(2024, 0, 1)
const EXITS = { lossMinutes: 3 }
const CELL = { buyThreshold: 0.6, sellThreshold: 0.6, fee: 0.001 }

/** Minutes with a close, and b, s or nothing for the signal of that minute. */
function seriesOf(minutes: readonly (readonly [close: number, signal?: 'b' | 's'])[]): ScoredSeries {
  const rows = minutes.length
  return {
    base: 'fil',
    ranges: [{ from: 0, to: rows }],
    time: Float64Array.from({ length: rows }, (_, row) => START + row * MINUTE),
    close: Float64Array.from(minutes, ([close]) => close),
    target: new Uint8Array(rows),
    hold: Float32Array.from(minutes, ([, signal]) => (signal === undefined ? 0.8 : 0.1)),
    buy: Float32Array.from(minutes, ([, signal]) => (signal === 'b' ? 0.8 : 0.1)),
    sell: Float32Array.from(minutes, ([, signal]) => (signal === 's' ? 0.8 : 0.1)),
  }
}

const rowsOf = (trades: readonly Trade[]): unknown =>
  trades.map(({ buyRow, sellRow, closedAtEnd, closedByLoss }) => [buyRow, sellRow, closedAtEnd, closedByLoss])

const tradesOf = (minutes: Parameters<typeof seriesOf>[0], lossMinutes?: number): unknown =>
  rowsOf(simulateTrades(seriesOf(minutes), { ...CELL, exits: { lossMinutes } }))

/** What the trading step does with the same scores, filled at the close of the minute. */
function tradedBySteps(series: ScoredSeries): [number, number][] {
  const rules = { thresholds: { buy: 0.6, sell: 0.6 }, exits: EXITS, whenHolding: 'ignore' } as const
  const trades: [number, number][] = []
  let bought: number | undefined
  let lossMinutes = 0
  series.time.forEach((time, row) => {
    const view: WatchedBase = {
      base: 'fil',
      rules: marketRules('FIL/USDT'),
      candleTime: time,
      close: series.close[row] ?? 0,
      scores: { hold: series.hold[row] ?? 0, buy: series.buy[row] ?? 0, sell: series.sell[row] ?? 0 },
      sellable: new Decimal(bought === undefined ? 0 : 100),
      averagePrice: bought === undefined ? undefined : new Decimal(series.close[bought] ?? 0),
      lossMinutes,
      openOrders: 0,
      usedParts: { buy: 0, sell: 0 },
      quote: undefined,
    }
    const decision = decide(view, time, rules)
    lossMinutes = decision.lossMinutes
    if (decision.act === 'buy') bought = row
    if (decision.act !== 'sell' || bought === undefined) return
    trades.push([bought, row])
    bought = undefined
    lossMinutes = 0
  })
  return trades
}

function randomSeries(seed: number): ScoredSeries {
  const rng = createRng(seed)
  let close = 100
  return seriesOf(
    Array.from({ length: 400 }, () => {
      close *= 1 + (rng.float() - 0.5) / 100
      const draw = rng.float()
      return draw < 0.1 ? [close, 'b'] : draw > 0.97 ? [close, 's'] : [close]
    }),
  )
}

describe('an exit after minutes at a loss', () => {
  const falling: Parameters<typeof seriesOf>[0] = [[10, 'b'], [9], [9], [9], [9], [9], [12]]

  test('comes in the minute after so many in a row, and never where the rule is left out or 0', () => {
    expect(tradesOf(falling, 3)).toEqual([[0, 4, false, true]])
    expect(tradesOf(falling, 5)).toEqual([[0, 6, true, false]])
    expect(tradesOf(falling)).toEqual([[0, 6, true, false]])
    expect(tradesOf(falling, 0)).toEqual([[0, 6, true, false]])
  })

  test('is put off by a close at the purchase or above, and by a buy signal', () => {
    expect(tradesOf([[10, 'b'], [9], [9], [10], [9], [9], [9], [9], [9]], 3)).toEqual([[0, 7, false, true]])
    expect(tradesOf([[10, 'b'], [9], [9], [9, 'b'], [9], [9], [9], [9]], 3)).toEqual([[0, 7, false, true]])
  })

  test('leaves a sell signal first, and the next buy signal opens anew', () => {
    expect(tradesOf([[10, 'b'], [9], [9], [9], [9, 's'], [9, 'b'], [10]], 3)).toEqual([
      [0, 4, false, false],
      [5, 6, true, false],
    ])
  })

  test('is that of the trading step, minute by minute', () => {
    let exits = 0
    for (let seed = 1; seed <= 30; seed++) {
      const series = randomSeries(seed)
      const trades = simulateTrades(series, { ...CELL, exits: EXITS })
      exits += trades.filter(({ closedByLoss }) => closedByLoss).length
      const ended = trades.filter(({ closedAtEnd }) => !closedAtEnd)
      expect(ended.map(({ buyRow, sellRow }) => [buyRow, sellRow])).toEqual(tradedBySteps(series))
    }
    expect(exits).toBeGreaterThan(100)
  })

  test('stands in every cell of the matrix', () => {
    const series = randomSeries(7)
    const matrix = thresholdMatrix([series], { fee: 0.001, exits: EXITS })
    THRESHOLDS.forEach((buyThreshold, buy) => {
      THRESHOLDS.forEach((sellThreshold, sell) => {
        const trades = simulateTrades(series, { ...CELL, buyThreshold, sellThreshold, exits: EXITS })
        expect(matrix.count[buy]?.[sell]).toBe(trades.length)
        expect(matrix.gain[buy]?.[sell]).toBeCloseTo(
          trades.reduce((sum, { gain }) => sum + gain, 0),
          12,
        )
      })
    })
    expect(thresholdMatrix([series], { fee: 0.001, exits: { lossMinutes: 0 } })).toEqual(
      thresholdMatrix([series], { fee: 0.001 }),
    )
    expect(matrix.gain).not.toEqual(thresholdMatrix([series], { fee: 0.001 }).gain)
  })
})

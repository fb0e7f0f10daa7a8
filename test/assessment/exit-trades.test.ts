import { describe, expect, test } from 'vitest'
import { thresholdMatrix, THRESHOLDS } from '../../src/assessment/threshold-matrix.js'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { simulateTrades, type Trade } from '../../src/assessment/simulate-trades.js'
import { Decimal } from '../../src/core/decimal.js'
import type { ExitRules, HoldingState, TradeExit } from '../../src/core/exit-rules.js'
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

const rowsOf = (trades: readonly Trade[]): unknown => trades.map(({ buyRow, sellRow, exit }) => [buyRow, sellRow, exit])

const tradesOf = (minutes: Parameters<typeof seriesOf>[0], lossMinutes?: number): unknown =>
  rowsOf(simulateTrades(seriesOf(minutes), { ...CELL, exits: { lossMinutes } }))

/** How the reason of a decision begins, and the exit of the trade. */
const REASONS = [
  ['sell signal', 'signal'],
  ['stop loss', 'stopLoss'],
  ['take profit', 'takeProfit'],
  ['trailing stop', 'trailingStop'],
  ['bought ', 'maxMinutes'],
  ['below the average fill price', 'loss'],
] as const

/** What the trading step does with the same scores, filled at the close of the minute. */
function tradedBySteps(series: ScoredSeries, exits: ExitRules): [number, number, string][] {
  const rules = { thresholds: { buy: 0.6, sell: 0.6 }, exits, whenHolding: 'ignore' } as const
  const trades: [number, number, string][] = []
  let bought: number | undefined
  let lossMinutes = 0
  let held: HoldingState | undefined
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
      held,
      openOrders: 0,
      usedParts: { buy: 0, sell: 0 },
      quote: undefined,
    }
    const decision = decide(view, time, rules)
    lossMinutes = decision.lossMinutes
    held = decision.held
    if (decision.act === 'buy') bought = row
    if (decision.act !== 'sell' || bought === undefined) return
    trades.push([bought, row, REASONS.find(([reason]) => decision.reason.startsWith(reason))?.[1] ?? ''])
    bought = undefined
    lossMinutes = 0
    held = undefined
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

/** Rules by closes, and what they have to be seen to do. */
const STEP_CASES: readonly (readonly [ExitRules, readonly TradeExit[]])[] = [
  [EXITS, ['loss']],
  [{ stopLoss: 0.01, takeProfit: 0.012 }, ['stopLoss', 'takeProfit']],
  [{ trailingStop: 0.012, maxMinutes: 12 }, ['trailingStop', 'maxMinutes']],
  [
    { stopLoss: 0.02, takeProfit: 0.015, trailingStop: 0.012, maxMinutes: 30, lossMinutes: 4 },
    ['takeProfit', 'trailingStop', 'loss'],
  ],
]

describe('an exit after minutes at a loss', () => {
  const falling: Parameters<typeof seriesOf>[0] = [[10, 'b'], [9], [9], [9], [9], [9], [12]]

  test('comes in the minute after so many in a row, and never where the rule is left out or 0', () => {
    expect(tradesOf(falling, 3)).toEqual([[0, 4, 'loss']])
    expect(tradesOf(falling, 5)).toEqual([[0, 6, 'end']])
    expect(tradesOf(falling)).toEqual([[0, 6, 'end']])
    expect(tradesOf(falling, 0)).toEqual([[0, 6, 'end']])
  })

  test('is put off by a close at the purchase or above, and by a buy signal', () => {
    expect(tradesOf([[10, 'b'], [9], [9], [10], [9], [9], [9], [9], [9]], 3)).toEqual([[0, 7, 'loss']])
    expect(tradesOf([[10, 'b'], [9], [9], [9, 'b'], [9], [9], [9], [9]], 3)).toEqual([[0, 7, 'loss']])
  })

  test('leaves a sell signal first, and the next buy signal opens anew', () => {
    expect(tradesOf([[10, 'b'], [9], [9], [9], [9, 's'], [9, 'b'], [10]], 3)).toEqual([
      [0, 4, 'signal'],
      [5, 6, 'end'],
    ])
  })

  test('is that of the trading step, minute by minute', () => {
    for (const [exits, reasons] of STEP_CASES) {
      const found = new Map<string, number>()
      for (let seed = 1; seed <= 10; seed++) {
        const series = randomSeries(seed)
        const ended = simulateTrades(series, { ...CELL, exits }).filter(({ exit }) => exit !== 'end')
        for (const { exit } of ended) found.set(exit, (found.get(exit) ?? 0) + 1)
        expect(ended.map(({ buyRow, sellRow, exit }) => [buyRow, sellRow, exit])).toEqual(tradedBySteps(series, exits))
      }
      for (const reason of reasons) expect(found.get(reason)).toBeGreaterThan(5)
    }
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

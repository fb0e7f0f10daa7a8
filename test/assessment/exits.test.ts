import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { fillRows } from '../../src/assessment/row-fills.js'
import type { ScoredSeries } from '../../src/assessment/scored-series.js'
import { bestOfShiftedScores } from '../../src/assessment/shifted-scores.js'
import { simulateTrades, type TradeRule } from '../../src/assessment/simulate-trades.js'
import { THRESHOLDS, thresholdMatrix } from '../../src/assessment/threshold-matrix.js'
import { EXIT_TRIGGERS, hasExits, type ExitRules, type TradeExit } from '../../src/core/exit-rules.js'
import { createRng } from '../../src/core/rng.js'
import { MINUTE } from '../../src/core/time.js'
import { realisticFills, type FillMarket } from '../../src/exchange/simulated/engine/fill-model.js'
import { randomSeries } from '../support/random-series.js'

const START = Date.UTC(2024, 0, 1)
const CELL = { buyThreshold: 0.6, sellThreshold: 0.6, fee: 0.001 }

interface Minute {
  readonly open?: number
  readonly high?: number
  readonly low?: number
  readonly close: number
  /** b, s or nothing. */
  readonly signal?: 'b' | 's'
}

/** A minute's prices are its close where nothing else is said. */
function seriesOf(minutes: readonly Minute[]): ScoredSeries {
  const rows = minutes.length
  const column = (of: (minute: Minute) => number | undefined): Float64Array =>
    Float64Array.from(minutes, (minute) => of(minute) ?? minute.close)
  return {
    base: 'fil',
    ranges: [{ from: 0, to: rows }],
    time: Float64Array.from({ length: rows }, (_, row) => START + row * MINUTE),
    close: column(({ close }) => close),
    bars: { open: column(({ open }) => open), high: column(({ high }) => high), low: column(({ low }) => low) },
    target: new Uint8Array(rows),
    hold: Float32Array.from(minutes, ({ signal }) => (signal === undefined ? 0.8 : 0.1)),
    buy: Float32Array.from(minutes, ({ signal }) => (signal === 'b' ? 0.8 : 0.1)),
    sell: Float32Array.from(minutes, ({ signal }) => (signal === 's' ? 0.8 : 0.1)),
  }
}

/** Closes alone, the first one bought. */
const closes = (...values: readonly number[]): Minute[] =>
  values.map((close, row) => (row === 0 ? { close, signal: 'b' } : { close }))

/** Rows, price of the sale and what closed each trade. */
function tradesOf(minutes: readonly Minute[], exits: ExitRules): [number, number, number, TradeExit][] {
  return simulateTrades(seriesOf(minutes), { ...CELL, exits }).map(({ buyRow, sellRow, sellPrice, exit }) => [
    buyRow,
    sellRow,
    Number(sellPrice.toFixed(9)),
    exit,
  ])
}

describe('exits by closes', () => {
  test('sell at the first close at the stop or below it, at the profit or above it', () => {
    const exits = { stopLoss: 0.1, takeProfit: 0.2 }
    expect(tradesOf(closes(100, 91, 119, 90, 130), exits)).toEqual([[0, 3, 90, 'stopLoss']])
    expect(tradesOf(closes(100, 91, 119, 85, 130), exits)).toEqual([[0, 3, 85, 'stopLoss']])
    expect(tradesOf(closes(100, 91, 119, 120, 80), exits)).toEqual([[0, 3, 120, 'takeProfit']])
    expect(tradesOf(closes(100, 91, 119), exits)).toEqual([[0, 2, 119, 'end']])
  })

  test('sell at a fall from the highest close since the purchase, the purchase included', () => {
    expect(tradesOf(closes(100, 95, 91, 90), { trailingStop: 0.1 })).toEqual([[0, 3, 90, 'trailingStop']])
    expect(tradesOf(closes(100, 200, 181, 180, 50), { trailingStop: 0.1 })).toEqual([[0, 3, 180, 'trailingStop']])
  })

  test('sell so many minutes after the decision to buy, unless a signal was earlier', () => {
    expect(tradesOf(closes(100, 101, 102, 103, 104), { maxMinutes: 3 })).toEqual([[0, 3, 103, 'maxMinutes']])
    const sold: Minute[] = [{ close: 100, signal: 'b' }, { close: 101 }, { close: 102, signal: 's' }, { close: 103 }]
    expect(tradesOf(sold, { maxMinutes: 3 })).toEqual([[0, 2, 102, 'signal']])
  })

  test('do not look at what lies between closes', () => {
    const minutes: Minute[] = [{ close: 100, signal: 'b' }, { close: 100, low: 1, high: 1000 }, { close: 100 }]
    expect(tradesOf(minutes, { stopLoss: 0.1, takeProfit: 0.1 })).toEqual([[0, 2, 100, 'end']])
  })
})

describe('exits within the minute', () => {
  const exits: ExitRules = { stopLoss: 0.1, takeProfit: 0.2, trigger: 'high-low' }
  const bought: Minute = { close: 100, signal: 'b' }

  test('sell at the price that was reached', () => {
    expect(tradesOf([bought, { close: 100, low: 90, high: 119 }], exits)).toEqual([[0, 1, 90, 'stopLoss']])
    expect(tradesOf([bought, { close: 100, low: 91, high: 121 }], exits)).toEqual([[0, 1, 120, 'takeProfit']])
    expect(tradesOf([bought, { close: 100, low: 91, high: 119 }], exits)).toEqual([[0, 1, 100, 'end']])
  })

  test('sell at the open where that lies beyond it', () => {
    expect(tradesOf([bought, { close: 100, open: 80, low: 79, high: 130 }], exits)).toEqual([[0, 1, 80, 'stopLoss']])
    expect(tradesOf([bought, { close: 100, open: 125, low: 80, high: 130 }], exits)).toEqual([
      [0, 1, 125, 'takeProfit'],
    ])
  })

  test('count a minute that reaches stop and profit as the stop', () => {
    expect(tradesOf([bought, { close: 100, low: 85, high: 125 }], exits)).toEqual([[0, 1, 90, 'stopLoss']])
  })

  test('follow the highest price of the minutes before by the trailing stop', () => {
    const trailing: ExitRules = { trailingStop: 0.1, trigger: 'high-low' }
    const minutes: Minute[] = [
      bought,
      { close: 110, low: 91, high: 200 },
      { close: 185, open: 190, low: 170, high: 190 },
    ]
    expect(tradesOf(minutes, trailing)).toEqual([[0, 2, 180, 'trailingStop']])
  })

  test('leave the close of their minute to a new purchase', () => {
    const minutes: Minute[] = [bought, { close: 95, low: 85, signal: 'b' }, { close: 97 }, { close: 98 }]
    expect(tradesOf(minutes, { ...exits, maxMinutes: 2 })).toEqual([
      [0, 1, 90, 'stopLoss'],
      [1, 3, 98, 'maxMinutes'],
    ])
  })

  test('need the candles of the rows', () => {
    const { bars: _, ...plain } = seriesOf([bought, { close: 1 }])
    expect(() => simulateTrades(plain, { ...CELL, exits })).toThrow('base fil has only closes')
    expect(() => thresholdMatrix([plain], { fee: 0, exits })).toThrow('base fil has only closes')
  })
})

/** Minutes around the closes of a series: some without a trade, some wide. */
function marketOf({ close }: ScoredSeries, seed: number): FillMarket {
  const rng = createRng(seed)
  const open = close.map((price) => price * (1 + 0.1 * rng.float() - 0.05))
  return {
    open,
    high: close.map((price, row) => Math.max(price, open[row] ?? 0) * (1 + 0.3 * rng.float())),
    low: close.map((price, row) => Math.min(price, open[row] ?? 0) * (1 - 0.3 * rng.float())),
    close,
    quoteVolume: close.map(() => 1000 * rng.float() + 1),
    filled: Uint8Array.from(close, () => Number(rng.float() < 0.2)),
    spread: close.map(() => 0.01 * rng.float()),
    tick: close.map(() => 0.01),
  }
}

function withBars(series: ScoredSeries, isRealistic: boolean, seed: number): ScoredSeries {
  const market = marketOf(series, seed)
  const { open, high, low } = market
  const bars = { open, high, low }
  return isRealistic
    ? { ...series, bars, fills: fillRows(series.ranges, market, realisticFills()) }
    : { ...series, bars }
}

const rule = (max: number): fc.Arbitrary<number> =>
  fc.oneof(
    fc.constant(0),
    fc.integer({ min: 1, max: 9 }).map((n) => (n * max) / 9),
  )
const anyExits: fc.Arbitrary<ExitRules> = fc.record({
  stopLoss: rule(0.5),
  takeProfit: rule(1),
  trailingStop: rule(0.5),
  maxMinutes: fc.oneof(fc.constant(0), fc.nat(12)),
  lossMinutes: fc.nat(4),
  trigger: fc.constantFrom(...EXIT_TRIGGERS),
})

describe('the matrix with exits', () => {
  test('has the sums of the trades of each cell, over random scores, prices, exits and fills', () => {
    const closedBy = new Set<TradeExit>()
    fc.assert(
      fc.property(randomSeries('a'), anyExits, fc.boolean(), fc.nat(99), (plain, exits, isRealistic, seed) => {
        const series = withBars(plain, isRealistic, seed)
        const matrix = thresholdMatrix([series], { fee: 0.001, exits })
        const best = bestOfShiftedScores([series], { fee: 0.001, seed, draws: 1, exits })
        expect(best.overall.length).toBe(1)
        THRESHOLDS.forEach((buyThreshold, buy) => {
          THRESHOLDS.forEach((sellThreshold, sell) => {
            const trades = simulateTrades(series, { buyThreshold, sellThreshold, fee: 0.001, exits })
            for (const { exit } of trades) closedBy.add(exit)
            expect(matrix.count[buy]?.[sell]).toBe(trades.length)
            expect(matrix.gain[buy]?.[sell]).toBeCloseTo(
              trades.reduce((sum, { gain }) => sum + gain, 0),
              9,
            )
          })
        })
      }),
      { numRuns: 150, seed: 7 },
    )
    expect(closedBy.size).toBe(7)
  })

  test('is the matrix without exits where no rule can sell', () => {
    fc.assert(
      fc.property(randomSeries('a'), (series) => {
        const exits = { stopLoss: 0, takeProfit: 0, maxMinutes: 0, trigger: 'high-low' } as const
        expect(thresholdMatrix([series], { fee: 0.001, exits })).toEqual(thresholdMatrix([series], { fee: 0.001 }))
      }),
    )
  })
})

describe('trades with exits and realistic fills', () => {
  const minutes: Minute[] = [
    { close: 100, signal: 'b' },
    { close: 101, open: 102, low: 99, high: 103 },
    { close: 95, open: 100, low: 80, high: 100 },
    { close: 90, open: 94, low: 90, high: 94 },
  ]
  const plain = seriesOf(minutes)
  const { open, high, low } = plain.bars ?? { open: plain.close, high: plain.close, low: plain.close }
  const market: FillMarket = {
    open,
    high,
    low,
    close: plain.close,
    quoteVolume: plain.close.map(() => 4000),
    filled: new Uint8Array(4),
    spread: plain.close.map(() => 0.02),
    tick: plain.close.map(() => 0.01),
  }
  const series = { ...plain, fills: fillRows(plain.ranges, market, realisticFills({ stake: 1000, impact: 0.1 })) }
  // 102, half the spread of 2 %, and a tenth of the range of 4 times the root of a quarter.
  const paid = 102 + 1.02 + 0.2

  const sold = (rules: Partial<TradeRule>) => simulateTrades(series, { ...CELL, ...rules })[0]

  test('pay the next open where a close decides', () => {
    const trade = sold({ exits: { stopLoss: 0.05 } })
    // 95 is the first close below 98.059; the open of the minute after is 94, its range 4.
    expect(trade).toMatchObject({ buyRow: 1, sellRow: 3, exit: 'stopLoss' })
    expect(trade?.buyPrice).toBeCloseTo(paid, 9)
    expect(trade?.sellPrice).toBeCloseTo(94 - 0.94 - 0.2, 9)
  })

  test('pay spread and slippage of the minute in which a price was reached', () => {
    const trade = sold({ exits: { stopLoss: 0.1, trigger: 'high-low' } })
    const stop = paid * 0.9
    // That minute: half the spread is 1 of its open of 100, a tenth of its range of 20 times the root of a quarter another 1.
    expect(trade).toMatchObject({ buyRow: 1, sellRow: 2, exit: 'stopLoss' })
    expect(trade?.sellPrice).toBeCloseTo(stop * (1 - 0.01 - 0.01), 9)
    expect(trade?.costs?.spread).toBeCloseTo(0.02, 9)
  })

  test('count no minute before the purchase is filled', () => {
    const filled = Uint8Array.from([0, 1, 1, 0])
    const waiting = { ...plain, fills: fillRows(plain.ranges, { ...market, filled }, realisticFills()) }
    const [trade] = simulateTrades(waiting, { ...CELL, exits: { takeProfit: 0.001, trigger: 'high-low' } })
    expect(trade).toMatchObject({ buyRow: 3, sellRow: 3, exit: 'end' })
  })
})

test('rules that are left out or 0 are none', () => {
  expect(hasExits({ stopLoss: 0, takeProfit: 0, trailingStop: 0, maxMinutes: 0, lossMinutes: 0 })).toBe(false)
  expect(hasExits({ trigger: 'high-low' })).toBe(false)
  expect(hasExits({ maxMinutes: 1 })).toBe(true)
})

import { describe, expect, test } from 'vitest'
import { defaultConfig } from '../../../src/config/parse-config.js'
import type { Candles } from '../../../src/core/candles.js'
import { Decimal } from '../../../src/core/decimal.js'
import { rangeOf } from '../../../src/core/grid.js'
import { createRng } from '../../../src/core/rng.js'
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/core/time.js'
import { simulateCandles } from '../../../src/ohlcv/simulate-candles.js'
import type { BacktestBase, BacktestOptions, BacktestOutcome } from '../../../src/trading/backtest/backtest-options.js'
import { openMatchingVenue } from '../../../src/trading/backtest/matching-venue.js'
import { runBacktest } from '../../../src/trading/backtest/run-backtest.js'
import { makeStepRules } from '../../../src/trading/step.js'

const FROM = Date.UTC(2023, 9, 1)
const HISTORY = 3

/** Buys and sells now and then, at random. */
function randomScores({ grid }: Candles, seed: number, chance: number): NonNullable<BacktestBase['scores']> {
  const rng = createRng(seed)
  const column = (): Float32Array => new Float32Array(grid.rows)
  const scores = { hold: column(), buy: column(), sell: column() }
  for (let row = 0; row < grid.rows; row++) {
    const draw = rng.float()
    scores.buy[row] = draw < chance ? 1 : 0
    scores.sell[row] = draw > 1 - chance ? 1 : 0
    if (draw > 0.5 && draw < 0.51) scores.hold[row] = Number.NaN
  }
  return scores
}

function baseOf(name: string, { seed = 1, chance = 0.02, from = FROM - HOUR, days = 1, share = 1 } = {}): BacktestBase {
  const rows = Math.round((days * DAY + HOUR) / MINUTE)
  const candles = simulateCandles('market', { seed, base: name, from, rows })
  for (let row = 0; row < rows; row++) {
    candles.volume[row] = (candles.volume[row] ?? 0) * share
    if (row % 97 < 4) candles.filled[row] = 1
  }
  return { name, symbol: `${name.toUpperCase()}/USDT`, candles, scores: randomScores(candles, seed, chance) }
}

function run(
  bases: readonly BacktestBase[],
  changes: Partial<BacktestOptions> = {},
  days = 1,
): Promise<BacktestOutcome> {
  const config = { ...defaultConfig().trading, maxQuote: '4000' }
  const range = { from: FROM, to: FROM + days * DAY }
  const startQuote = new Decimal(10_000)
  const fee = new Decimal('0.001')
  const candles = new Map(bases.map((base) => [base.symbol, base.candles]))
  return runBacktest({
    runId: 'r',
    bases,
    range,
    history: HISTORY,
    rules: makeStepRules(config, { buy: 0.7, sell: 0.8 }),
    orderLife: 45 * SECOND,
    quote: 'USDT',
    startQuote,
    venue: openMatchingVenue({ candles, range, quote: 'USDT', startQuote, makerFee: fee, takerFee: fee }),
    ...changes,
  })
}

describe('passing over quiet minutes', () => {
  test.each([
    ['one base', [baseOf('aaa')], {}],
    ['two bases of little volume', [baseOf('aaa', { share: 0.01 }), baseOf('bbb', { seed: 2, share: 0.003 })], {}],
    ['orders that last for minutes', [baseOf('aaa', { share: 0.002, chance: 0.1 })], { orderLife: 200 * SECOND }],
    [
      'a base that comes later and one that ends',
      [baseOf('aaa', { from: FROM + HOUR }), baseOf('bbb', { seed: 2, days: 0.5, chance: 0.2 })],
      {},
    ],
    [
      'bases that may not always be bought',
      [baseOf('aaa', { chance: 0.1 }), baseOf('bbb', { seed: 2, chance: 0.1 })],
      {
        buyBlockedReason: async (name: string, minute: number) =>
          name === 'aaa' && minute % HOUR < HOUR / 2 ? 'blocked' : undefined,
        unwatchedReason: async (name: string, minute: number) =>
          name === 'bbb' && minute % (2 * HOUR) < HOUR ? 'no volume' : undefined,
      },
    ],
    [
      'positions that stop, profit, trail and time sell',
      [baseOf('aaa', { chance: 0.1 }), baseOf('bbb', { seed: 2, chance: 0.05 })],
      {
        rules: {
          ...makeStepRules({ ...defaultConfig().trading, maxQuote: '4000' }, { buy: 0.7, sell: 1.1 }),
          exits: {
            stopLoss: 0.004,
            takeProfit: 0.006,
            trailingStop: 0.003,
            maxMinutes: 45,
            trigger: 'high-low' as const,
          },
        },
      },
    ],
  ] as const)('comes to the same as trading every minute: %s', async (_, bases, changes) => {
    const fast = await run(bases, changes)
    const plain = await run(bases, { ...changes, everyMinute: true })
    expect(fast.records.fills.length).toBeGreaterThan(10)
    expect(fast).toEqual(plain)
  })
})

test('what may not be bought or is not watched is not bought', async () => {
  const { records } = await run([baseOf('aaa', { chance: 0.1 }), baseOf('bbb', { seed: 2, chance: 0.1 })], {
    buyBlockedReason: async (name) => (name === 'aaa' ? 'on the blacklist' : undefined),
    unwatchedReason: async (name, minute) => (name === 'bbb' && minute < FROM + DAY / 2 ? 'no volume' : undefined),
  })
  const bought = records.fills.filter(({ side }) => side === 'buy')
  expect(new Set(bought.map(({ symbol }) => symbol))).toEqual(new Set(['BBB/USDT']))
  expect(Math.min(...bought.map(({ time }) => time))).toBeGreaterThanOrEqual(FROM + DAY / 2)
})

test('a base is traded from its history after its first candle to its last one; what is left cannot be sold', async () => {
  const late = baseOf('aaa', { from: FROM + HOUR, chance: 0.3 })
  const ending = baseOf('bbb', { seed: 2, days: 0.5 })
  const buying = { ...ending, scores: { ...randomScores(ending.candles, 1, 0), buy: new Float32Array(2000).fill(1) } }
  const { records, positions, endQuote, closes } = await run([late, buying])
  const timesOf = (symbol: string): number[] =>
    records.fills.flatMap((fill) => (fill.symbol === symbol ? [fill.time] : []))
  expect(Math.min(...timesOf('AAA/USDT'))).toBeGreaterThanOrEqual(FROM + HOUR + (HISTORY + 1) * MINUTE)
  const { to } = rangeOf(buying.candles.grid)
  expect(Math.max(...timesOf('BBB/USDT'))).toBeLessThan(to)
  expect(positions.get('BBB/USDT')?.gt(0)).toBe(true)
  const lastRow = buying.candles.filled.lastIndexOf(0)
  expect(closes.get('bbb')).toBe(buying.candles.close[lastRow])
  expect(endQuote.gt(5000)).toBe(true)
})

test('fills and balances account for all money', async () => {
  const bases = [baseOf('aaa', { share: 0.01, chance: 0.1 }), baseOf('bbb', { seed: 2, chance: 0.1 })]
  const candles = new Map(bases.map((base) => [base.symbol, base.candles]))
  const [startQuote, fee] = [new Decimal(10_000), new Decimal('0.001')]
  const range = { from: FROM, to: FROM + DAY }
  const venue = openMatchingVenue({ candles, range, quote: 'USDT', startQuote, makerFee: fee, takerFee: fee })
  const { records, positions } = await run(bases, { venue, range })
  let cash = startQuote
  for (const { side, price, amount, fee: charged } of records.fills) {
    const cost = price.times(amount)
    cash = side === 'buy' ? cash.minus(cost) : cash.plus(cost).minus(charged.amount)
  }
  expect(venue.free('USDT').toFixed()).toBe(cash.toFixed())
  for (const [symbol, amount] of positions) expect(venue.free(symbol.slice(0, 3)).toFixed()).toBe(amount.toFixed())
})

import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { openBook } from '../../../src/bookkeeping/book.js'
import { defaultConfig } from '../../../src/config/parse-config.js'
import type { TradingConfig } from '../../../src/config/schema.js'
import type { Candles } from '../../../src/core/candles.js'
import { Decimal } from '../../../src/core/decimal.js'
import { timeAt } from '../../../src/core/grid.js'
import { hash32 } from '../../../src/core/rng.js'
import { HOUR, MINUTE, SECOND } from '../../../src/core/time.js'
import { simulateCandles } from '../../../src/ohlcv/simulate-candles.js'
import { openMatchingVenue } from '../../../src/trading/backtest/matching-venue.js'
import { runBacktest } from '../../../src/trading/backtest/run-backtest.js'
import type { BacktestOutcome } from '../../../src/trading/backtest/backtest-options.js'
import { makeStepRules } from '../../../src/trading/step.js'
import { tradeOnReplay } from '../../../src/workspace/trade/simulated-trade.js'
import type { TradeReport } from '../../../src/workspace/trade/trade-report.js'
import { temporaryFolder } from '../../support/temporary-folder.js'

const FROM = Date.UTC(2023, 9, 1)
const HISTORY = 5
const HOURS = 2
const RANGE = { from: FROM, to: FROM + HOURS * HOUR }
const thresholds = { buy: 0.7, sell: 0.8 }

/** A market with little volume, so that orders are filled in part and time out; with minutes that are missing. */
function thinCandles(base: string, share: number): Candles {
  const rows = HOURS * 60 + HISTORY + 1
  const candles = simulateCandles('market', { seed: 3, base, from: FROM - (HISTORY + 1) * MINUTE, rows })
  for (let row = 0; row < rows; row++) {
    candles.volume[row] = (candles.volume[row] ?? 0) * share
    candles.quoteVolume[row] = (candles.quoteVolume[row] ?? 0) * share
  }
  for (const [first, count] of [
    [40, 3],
    [80, 9],
  ] as const) {
    for (let row = first; row < first + count; row++) {
      const close = candles.close[first - 1] ?? 0
      for (const name of ['open', 'high', 'low', 'close'] as const) candles[name][row] = close
      for (const name of ['volume', 'quoteVolume', 'trades', 'takerBuyVolume'] as const) candles[name][row] = 0
      candles.filled[row] = 1
    }
  }
  return candles
}

function scoresAt(base: string, time: number): { hold: number; buy: number; sell: number } {
  const draw = hash32(7, time / MINUTE, base.charCodeAt(0)) % 12
  return { hold: 0, buy: draw === 0 ? 1 : 0, sell: draw === 1 ? 1 : 0 }
}

interface Traded {
  readonly replay: TradeReport
  readonly backtest: BacktestOutcome
}

async function tradeBoth(share: number, changes: Partial<TradingConfig>): Promise<Traded> {
  const config = { ...defaultConfig(), trading: { ...defaultConfig().trading, maxQuote: '100000', ...changes } }
  const bases = ['aaa', 'bbb'].map((name) => ({
    name,
    symbol: `${name.toUpperCase()}/USDT`,
    candles: thinCandles(name, share),
  }))
  const book = openBook(join(await temporaryFolder(), 'book.sqlite'), 'crash')
  onTestFinished(() => book.close())
  const replay = await tradeOnReplay({
    book,
    runId: 'r1',
    bases,
    range: RANGE,
    history: HISTORY,
    score: async (base, { grid }) => scoresAt(base, timeAt(grid, grid.rows - 1)),
    config,
    thresholds,
    startQuote: '20000',
    signal: new AbortController().signal,
  })
  const backtest = await runBacktest({
    runId: 'r1',
    bases: bases.map((base) => ({ ...base, scores: columnsOf(base.name, base.candles) })),
    range: RANGE,
    history: HISTORY,
    rules: makeStepRules(config.trading, thresholds),
    orderLife: config.trading.orderSeconds * SECOND,
    quote: 'USDT',
    startQuote: new Decimal(20_000),
    venue: openMatchingVenue({
      candles: new Map(bases.map(({ symbol, candles }) => [symbol, candles])),
      range: RANGE,
      quote: 'USDT',
      startQuote: new Decimal(20_000),
      makerFee: new Decimal(config.fees.maker),
      takerFee: new Decimal(config.fees.taker),
    }),
  })
  return { replay, backtest }
}

function columnsOf(base: string, { grid }: Candles) {
  const pick = (name: 'hold' | 'buy' | 'sell'): Float32Array =>
    Float32Array.from({ length: grid.rows }, (_, row) => scoresAt(base, timeAt(grid, row))[name])
  return { hold: pick('hold'), buy: pick('buy'), sell: pick('sell') }
}

const lineOf = (values: readonly (string | number)[]): string => values.join(' ')

function expectEqual({ replay, backtest }: Traded): void {
  const { orders, fills, actions } = backtest.records
  const inTime = [...fills].sort((a, b) => a.time - b.time)
  expect(
    inTime.map(({ time, symbol, side, price, amount, fee }) =>
      lineOf([
        time,
        symbol.slice(0, 3).toLowerCase(),
        side,
        price.toFixed(),
        amount.toFixed(),
        `${fee.amount.toFixed()} ${fee.currency}`,
      ]),
    ),
  ).toEqual(
    replay.fills.map(({ time, base, side, price, amount, fee }) => lineOf([time, base, side, price, amount, fee])),
  )
  expect(backtest.endQuote.toFixed()).toBe(replay.endQuote)
  expect(orders.size).toBe(replay.orders)
  expect([...orders.values()].filter(({ state }) => state === 'cancelled').length).toBe(replay.cancelled)
  expect(actions.filter(({ kind }) => kind === 'cancel').length).toBeGreaterThan(0)
  const curve = [...backtest.equity, backtest.endQuote.toNumber()]
  expect(curve.length).toBe(replay.equity.length)
  replay.equity.forEach(({ value }, index) => expect(curve[index]).toBeCloseTo(value, 6))
}

describe('a backtest trades as a replay through the simulated exchange does, to the last decimal', () => {
  test('with orders that are filled in part, that time out and are sold again', async () => {
    const traded = await tradeBoth(0.2, {})
    expectEqual(traded)
    const { orders, fills } = traded.backtest.records
    expect(fills.length).toBeGreaterThan(12)
    expect([...orders.values()].some(({ filled, amount }) => filled.gt(0) && filled.lt(amount))).toBe(true)
    expect([...orders.values()].some(({ reason }) => reason === 'sold again at the new bid')).toBe(true)
  }, 60_000)

  test('with orders that last for more than a minute, purchases on top and sales at a loss', async () => {
    const traded = await tradeBoth(0.05, {
      orderSeconds: 150,
      whenHolding: 'add',
      orderMaxQuote: '1500',
      lossMinutes: 2,
    })
    expectEqual(traded)
    const reasons = [...traded.backtest.records.orders.values()].map(({ reason }) => reason)
    expect(reasons.some((reason) => reason.startsWith('below the average fill price'))).toBe(true)
  }, 60_000)
})

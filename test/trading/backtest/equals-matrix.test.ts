import { describe, expect, test } from 'vitest'
import { fillRows } from '../../../src/assessment/row-fills.js'
import type { ScoredSeries } from '../../../src/assessment/scored-series.js'
import { simulateTrades } from '../../../src/assessment/simulate-trades.js'
import { seriesMarket } from '../../../src/assessment/spreads/series-market.js'
import { defaultConfig } from '../../../src/config/parse-config.js'
import { Decimal } from '../../../src/core/decimal.js'
import type { ExitRules } from '../../../src/core/exit-rules.js'
import { timeAt } from '../../../src/core/grid.js'
import { createRng } from '../../../src/core/rng.js'
import { DAY, MINUTE } from '../../../src/core/time.js'
import { realisticFills } from '../../../src/exchange/simulated/engine/fill-model.js'
import { simulateCandles } from '../../../src/ohlcv/simulate-candles.js'
import { collectRoundTrips } from '../../../src/trading/backtest/collect-trades.js'
import { openMarketOrderVenue } from '../../../src/trading/backtest/market-order-venue.js'
import { runBacktest } from '../../../src/trading/backtest/run-backtest.js'
import { makeStepRules, withMarketOrders, withStake } from '../../../src/trading/step.js'

const FROM = Date.UTC(2023, 9, 1)
const ROWS = (3 * DAY) / MINUTE
const STAKE = 1000
const FEE = 0.001
const thresholds = { buy: 0.7, sell: 0.6 }

const candles = simulateCandles('market', { seed: 4, base: 'aaa', from: FROM, rows: ROWS })

/** Scores that sum up to one, so that what reaches a threshold above a half is the largest. */
function scoredSeries(): ScoredSeries {
  const rng = createRng(5)
  const column = (): Float32Array => new Float32Array(ROWS)
  const [hold, buy, sell] = [column(), column(), column()]
  for (let row = 0; row < ROWS; row++) {
    buy[row] = rng.float() < 0.03 ? 0.5 + rng.float() / 2 : 0.1
    sell[row] = buy[row] === Math.fround(0.1) && rng.float() < 0.03 ? 0.5 + 0.3 * rng.float() : 0
    hold[row] = 1 - (buy[row] ?? 0) - (sell[row] ?? 0)
  }
  const time = Float64Array.from({ length: ROWS }, (_, row) => timeAt(candles.grid, row))
  const { close } = candles
  return { base: 'aaa', ranges: [{ from: 0, to: ROWS }], time, close, target: new Uint8Array(ROWS), hold, buy, sell }
}

async function compare(exits: ExitRules): Promise<number> {
  const series = scoredSeries()
  const { market } = seriesMarket(series, candles)
  const model = realisticFills({ stake: STAKE })
  const filled = { ...series, fills: fillRows(series.ranges, market, model) }
  const expected = simulateTrades(filled, {
    buyThreshold: thresholds.buy,
    sellThreshold: thresholds.sell,
    fee: FEE,
    exits,
  })
  const range = { from: FROM + MINUTE, to: FROM + ROWS * MINUTE }
  const [quote, startQuote] = ['USDT', new Decimal(100_000)]
  const venue = openMarketOrderVenue({
    markets: new Map([['AAA/USDT', { candles, market }]]),
    model,
    range,
    quote,
    startQuote,
    takerFee: new Decimal(FEE),
  })
  const rules = withStake(withMarketOrders(makeStepRules(defaultConfig().trading, thresholds)), new Decimal(STAKE))
  const { records } = await runBacktest({
    runId: 'r',
    bases: [{ name: 'aaa', symbol: 'AAA/USDT', candles, scores: series }],
    range,
    venue,
    rules: { ...rules, exits },
    orderLife: Infinity,
    quote,
    startQuote,
    history: 0,
  })
  const trips = collectRoundTrips(records.fills, (symbol) => venue.rules(symbol).amountStep)
  const closed = expected.filter(({ exit }) => exit !== 'end')
  expect(trips.length).toBe(closed.length)
  trips.forEach((trip, index) => {
    const trade = closed[index]
    expect(trip.buyTime).toBe(trade?.buyTime)
    expect(trip.sellTime).toBe(trade?.sellTime)
    expect(trip.buyPrice.toNumber()).toBe(trade?.buyPrice)
    expect(trip.sellPrice.toNumber()).toBe(trade?.sellPrice)
    expect(trip.gain).toBeCloseTo(trade?.gain ?? Number.NaN, 12)
    expect(trip.amount.times(trip.buyPrice).toNumber()).toBeGreaterThan(0.99 * STAKE)
  })
  return trips.length
}

describe('a backtest with market orders and a fixed stake trades as the matrix with realistic fills', () => {
  test('by signals alone', async () => {
    expect(await compare({})).toBeGreaterThan(20)
  })

  test('with the exit after minutes at a loss', async () => {
    expect(await compare({ lossMinutes: 5 })).toBeGreaterThan(30)
  })

  test('with stop, profit, trailing stop and a longest time, by the close', async () => {
    expect(await compare({ stopLoss: 0.004, takeProfit: 0.006, trailingStop: 0.005, maxMinutes: 60 })).toBeGreaterThan(
      30,
    )
  })
})

// SmaCross 10/20, long only, on the bundled GOOG of backtesting.py, with daily bars taken as consecutive minutes: in our backtest and in
// theirs. Rules that are the same: a cross in the closes decides, the next open fills, 0.2 % of the value on either side, all the quote
// there is in whole shares. Rules that differ, and are set aside here: ours has decimals for money and a book of orders, spreads and
// slippage (none here), limits of the market (whole shares alone), and forced sales (none); theirs cuts the cash to whole dollars before
// it divides by the price, and has margin, shorts and stop orders, which this strategy does not use.
import { NO_EXITS } from '../../dist/core/exit-rules.js'
import { alwaysOpen } from '../../dist/core/calendar.js'
import { allocateCandles } from '../../dist/core/candles.js'
import { Decimal } from '../../dist/core/decimal.js'
import { MINUTE } from '../../dist/core/time.js'
import { defaultConfig } from '../../dist/config/parse-config.js'
import { realisticFills } from '../../dist/exchange/simulated/engine/fill-model.js'
import { collectRoundTrips } from '../../dist/trading/backtest/collect-trades.js'
import { openMarketOrderVenue } from '../../dist/trading/backtest/market-order-venue.js'
import { runBacktest } from '../../dist/trading/backtest/run-backtest.js'
import { makeStepRules, withMarketOrders, withStake } from '../../dist/trading/step.js'
import { race } from './measure.mjs'
import { peersInstalled, startPeer } from './peers.mjs'

const FROM = Date.UTC(2024, 0, 1)
const SYMBOL = 'GOOG/USD'
const { trading: TRADING } = defaultConfig()
const CASH = 10_000
const FEE = 0.002
const FAST = 10
const SLOW = 20
/** What both come to. */
const EXPECTED = { trades: 46, equity: '63341.19' }
const ONE_SHARE = new Decimal(1)

/** The row of the race, with equal trades checked in each repetition; undefined where the peer is not installed. */
export async function smaCrossRow(progress) {
  if (!peersInstalled()) return undefined
  progress('SmaCross on GOOG, beside backtesting.py')
  const peer = startPeer('sma_cross.py')
  try {
    const market = makeMarket(await peer.ask({ candles: true }))
    const theirs = await peer.ask()
    const contestants = {
      ours: async () => requireEqual(await tradeSmaCross(market), theirs),
      'backtesting.py': async () => (await peer.ask()).milliseconds,
    }
    return await race(contestants, {
      name: `SmaCross 10/20 on GOOG, ${market.candles.grid.rows} bars, ${theirs.trades.length} equal trades`,
      metric: 'bars a second',
      unit: '1/s',
      // So many that our code is compiled, as it is in any longer backtest.
      repetitions: 40,
      samplesPerSecondOf: (milliseconds) => (1000 * market.candles.grid.rows) / milliseconds,
      target: { 'backtesting.py': 10 },
    })
  } finally {
    peer.stop()
  }
}

function makeMarket(columns) {
  const rows = columns.close.length
  const candles = allocateCandles({ calendar: alwaysOpen(), first: FROM / MINUTE, rows })
  for (const name of ['open', 'high', 'low', 'close', 'volume']) candles[name].set(columns[name])
  candles.quoteVolume.set(candles.volume.map((volume, row) => volume * candles.close[row]))
  const nothing = new Float64Array(rows)
  const { open, high, low, close, quoteVolume, filled } = candles
  const market = { open, high, low, close, quoteVolume, filled, spread: nothing, tick: nothing }
  return { candles, market, amountStep: ONE_SHARE }
}

/** Scores of 1 where the fast mean crosses the slow one: upwards to buy, downwards to sell. */
function scoreCrosses({ close }) {
  const column = () => new Float32Array(close.length)
  const scores = { hold: column(), buy: column(), sell: column() }
  const fast = rollingMean(close, FAST)
  const slow = rollingMean(close, SLOW)
  for (let row = SLOW; row < close.length; row++) {
    if (fast[row - 1] < slow[row - 1] && fast[row] > slow[row]) scores.buy[row] = 1
    else if (fast[row - 1] > slow[row - 1] && fast[row] < slow[row]) scores.sell[row] = 1
  }
  return scores
}

function rollingMean(values, window) {
  const means = new Float64Array(values.length).fill(Number.NaN)
  let sum = 0
  for (let row = 0; row < values.length; row++) {
    sum += values[row] - (row >= window ? values[row - window] : 0)
    if (row >= window - 1) means[row] = sum / window
  }
  return means
}

async function tradeSmaCross(market) {
  const { candles } = market
  const range = { from: FROM + MINUTE, to: FROM + candles.grid.rows * MINUTE }
  const startQuote = new Decimal(CASH)
  const account = { range, quote: 'USD', startQuote, takerFee: new Decimal(FEE) }
  const markets = new Map([[SYMBOL, market]])
  const rules = withMarketOrders(makeStepRules(TRADING, { buy: 0.5, sell: 0.5 }))
  const outcome = await runBacktest({
    runId: 'sma-cross',
    bases: [{ name: 'goog', symbol: SYMBOL, candles, scores: scoreCrosses(candles) }],
    range,
    venue: openMarketOrderVenue({ ...account, markets, model: realisticFills({ impact: 0 }) }),
    rules: { ...withStake(rules, new Decimal('1e30')), exits: NO_EXITS },
    orderLife: Infinity,
    quote: 'USD',
    startQuote,
    history: 0,
  })
  return { ...outcome, trips: collectRoundTrips(outcome.records.fills, () => ONE_SHARE) }
}

/** Throws where a trade or the final value differs from the peer's. */
function requireEqual({ trips, endQuote }, { trades, equity }) {
  const ours = trips.map(({ buyTime, sellTime, buyPrice, sellPrice, amount }) => {
    const [entry, exit] = [buyTime, sellTime].map((time) => (time - FROM) / MINUTE)
    return [entry, exit, buyPrice.toNumber(), sellPrice.toNumber(), amount.toNumber()]
  })
  if (JSON.stringify(ours) !== JSON.stringify(trades))
    throw new Error(`other trades than backtesting.py: ${JSON.stringify(ours)} and ${JSON.stringify(trades)}`)
  if (ours.length !== EXPECTED.trades) throw new Error(`${ours.length} trades, expected ${EXPECTED.trades}`)
  for (const value of [endQuote.toFixed(2), equity.toFixed(2)])
    if (value !== EXPECTED.equity) throw new Error(`a final value of ${value}, expected ${EXPECTED.equity}`)
}

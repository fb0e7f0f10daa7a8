// How many candles a second a backtest trades on one core: one base, limit orders on the matching engine; without signals, and with some each
// day at random. Candles are simulated.
import { defaultConfig } from '../../dist/config/parse-config.js'
import { Decimal } from '../../dist/core/decimal.js'
import { createRng } from '../../dist/core/rng.js'
import { MINUTE, SECOND } from '../../dist/core/time.js'
import { simulateCandles } from '../../dist/ohlcv/simulate-candles.js'
import { openMatchingVenue } from '../../dist/trading/backtest/matching-venue.js'
import { runBacktest } from '../../dist/trading/backtest/run-backtest.js'
import { makeStepRules } from '../../dist/trading/step.js'
import { race } from './measure.mjs'

const FROM = Date.UTC(2022, 0, 1)
const HISTORY = 1
const ROWS = 1_000_000
/** Signals of either side a day. */
const SIGNALS = 2
const SYMBOL = 'SIM/USDT'

export async function backtestPaceRows(progress) {
  progress('backtest of a million candles')
  const candles = simulateCandles('market', { seed: 1, base: 'sim', from: FROM, rows: ROWS })
  const scores = scoreAtRandom(SIGNALS / 1440)
  const cases = [
    { name: 'without signals', signals: undefined, target: 1_000_000 },
    { name: `with ${SIGNALS} signals to buy and ${SIGNALS} to sell a day`, signals: scores, target: 300_000 },
  ]
  const results = []
  for (const { name, signals, target } of cases) {
    const { records } = await trade(candles, signals)
    const about = `${records.orders.size} orders`
    const contestants = { ours: async () => void (await trade(candles, signals)) }
    results.push(
      await race(contestants, {
        name: `backtest of one base, ${ROWS} candles ${name}, ${about}`,
        metric: 'candles a second',
        unit: '1/s',
        repetitions: 5,
        samplesPerSecondOf: (milliseconds) => (1000 * ROWS) / milliseconds,
        target,
      }),
    )
  }
  return results
}

function scoreAtRandom(chance) {
  const rng = createRng(2)
  const [hold, buy, sell] = [0, 1, 2].map(() => new Float32Array(ROWS))
  for (let row = 0; row < ROWS; row++) {
    const draw = rng.float()
    if (draw < chance) buy[row] = 1
    else if (draw > 1 - chance) sell[row] = 1
  }
  return { hold, buy, sell }
}

function trade(candles, scores) {
  const { trading, fees } = defaultConfig()
  const range = { from: FROM + (HISTORY + 1) * MINUTE, to: FROM + ROWS * MINUTE }
  const [quote, startQuote] = ['USDT', new Decimal(10_000)]
  const [makerFee, takerFee] = [new Decimal(fees.maker), new Decimal(fees.taker)]
  return runBacktest({
    runId: 'pace',
    bases: [{ name: 'sim', symbol: SYMBOL, candles, scores }],
    range,
    history: HISTORY,
    rules: makeStepRules(trading, { buy: 0.7, sell: 0.8 }),
    orderLife: trading.orderSeconds * SECOND,
    quote,
    startQuote,
    venue: openMatchingVenue({ candles: new Map([[SYMBOL, candles]]), range, quote, startQuote, makerFee, takerFee }),
  })
}

import { expect, test } from 'vitest'
import { defaultConfig } from '../../src/config/parse-config.js'
import { MINUTE } from '../../src/core/time.js'
import { runTradingLoop } from '../../src/trading/trading-loop.js'
import { fakeExchange } from '../support/fake-exchange.js'
import { HOLD, START, newBook } from './scenario.js'

test('scores see the candles of all bases under watch over the same minutes; one that has not arrived is left out', async () => {
  const exchange = fakeExchange({
    start: START,
    symbols: ['BTC/USDT', 'FIL/USDT'],
    price: (symbol) => (symbol === 'BTC/USDT' ? 30_000 : 4),
    missing: (symbol, time) => symbol === 'BTC/USDT' && time === START,
  })
  const seen: string[] = []
  await runTradingLoop({
    exchange,
    book: await newBook(),
    run: { id: 'r1', account: 'a', mode: 'replay', time: START, config: '{}' },
    clock: exchange.clock,
    config: defaultConfig().trading,
    thresholds: { buy: 0.7, sell: 0.8 },
    quote: 'USDT',
    bases: [
      { name: 'btc', symbol: 'BTC/USDT' },
      { name: 'fil', symbol: 'FIL/USDT' },
    ],
    history: 2,
    score: (base, candles) => {
      for (const [name, other] of candles.others ?? []) {
        expect([other.grid.first, other.grid.rows]).toEqual([candles.grid.first, 3])
        seen.push(`${base}: ${name} ${other.close.at(-1)}`)
      }
      return Promise.resolve(HOLD)
    },
    until: START + 2 * MINUTE,
    signal: new AbortController().signal,
  })
  const both = ['btc: btc 30000', 'btc: fil 4', 'fil: btc 30000', 'fil: fil 4']
  expect(seen).toEqual([...both, 'fil: fil 4'])
})

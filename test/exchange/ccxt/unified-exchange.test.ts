import { afterAll, beforeAll, expect, test } from 'vitest'
import { Decimal } from '../../../src/core/decimal.js'
import { createRng } from '../../../src/core/rng.js'
import { MINUTE } from '../../../src/core/time.js'
import { openCcxtClient } from '../../../src/exchange/ccxt/ccxt-client.js'
import { createCcxtSession } from '../../../src/exchange/ccxt/ccxt-session.js'
import { OrderRejectedError } from '../../../src/exchange/exchange-errors.js'
import type { Exchange } from '../../../src/exchange/exchange.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../../src/exchange/simulated/simulated-exchange.js'
import { createUnifiedExchange } from '../../../src/exchange/ccxt/unified-exchange.js'
import { START, swinging } from '../market.js'

const SYMBOL = 'ABC/USDT'

let simulated: SimulatedExchange
let exchange: Exchange
beforeAll(async () => {
  simulated = await startSimulatedExchange({
    candles: new Map([[SYMBOL, swinging(3000)]]),
    balances: { USDT: '10000', ABC: '50' },
  })
  const { url, apiKey, secret, control } = simulated
  const client = await openCcxtClient({ id: 'binance', url, apiKey, secret, clock: control.clock, timeout: 10_000 })
  const policy = { attempts: 2, initialDelay: 1, maxDelay: 1, rng: createRng(1) }
  exchange = createUnifiedExchange(client, createCcxtSession(client, policy), control.clock)
})
afterAll(async () => {
  await exchange.close()
  await simulated.close()
})

test('the way of all exchanges without one of their own: by unified methods, with every digit kept', async () => {
  expect(await exchange.fetchTime()).toBe(START)
  const rules = (await exchange.fetchMarketRules()).get(SYMBOL)
  expect([rules?.priceStep.toFixed(), rules?.amountStep.toFixed(), rules?.minCost?.toFixed()]).toEqual([
    '0.01',
    '0.001',
    '5',
  ])
  const request = {
    symbol: SYMBOL,
    side: 'buy',
    type: 'limit',
    price: new Decimal('100.01'),
    amount: new Decimal('12.345'),
    clientOrderId: 'own-1',
  } as const
  const placed = await exchange.createOrder(request)
  expect(placed).toMatchObject({ status: 'open', clientOrderId: 'own-1' })
  expect([placed.amount.toFixed(), placed.filled.toFixed()]).toEqual(['12.345', '10'])
  await expect(exchange.createOrder({ ...request, amount: new Decimal(1000) })).rejects.toThrow(OrderRejectedError)
  expect(await exchange.fetchOpenOrders(SYMBOL)).toHaveLength(1)
  expect(await exchange.fetchOrder(SYMBOL, 'own-2')).toBeUndefined()
  expect(await exchange.cancelOrder(SYMBOL, 'own-1')).toMatchObject({ status: 'cancelled' })
  const [fill, ...others] = await exchange.fetchFills(SYMBOL, START)
  expect(others).toEqual([])
  expect(fill).toMatchObject({ exchangeOrderId: placed.exchangeId, maker: false, fee: { currency: 'ABC' } })
  expect(fill?.fee.amount.toFixed()).toBe('0.01')
  expect((await exchange.fetchBalances()).get('ABC')?.free.toFixed()).toBe('59.99')
  simulated.control.advanceTo(START + 5 * MINUTE)
  const candles = await exchange.fetchCandles(SYMBOL, START, 3)
  expect(candles).toHaveLength(3)
  expect(candles[0]).toMatchObject({ time: START, open: 100, high: 105, low: 95, close: 100.01, volume: 100 })
  expect(candles[0]?.quoteVolume).toBeNaN()
  const quote = await exchange.fetchQuote(SYMBOL)
  expect([quote.bid.toFixed(), quote.ask.toFixed()]).toEqual(['99.99', '100.01'])
})

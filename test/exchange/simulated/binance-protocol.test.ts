import { createHmac } from 'node:crypto'
import type { binance } from 'ccxt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { z } from 'zod'
import { MINUTE } from '../../../src/core/time.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../../src/exchange/simulated/simulated-exchange.js'
import { START, swinging } from '../market.js'
import { plainCcxt } from '../ccxt/plain-ccxt.js'

const SYMBOL = 'ABC/USDT'

let simulated: SimulatedExchange
let exchange: binance
beforeAll(async () => {
  simulated = await startSimulatedExchange({
    candles: new Map([
      [SYMBOL, swinging(4000)],
      ['DEF/USDT', swinging(4000)],
    ]),
    balances: { USDT: '10000', ABC: '50' },
  })
  simulated.control.advanceTo(START + 2000 * MINUTE)
  exchange = plainCcxt(simulated)
})
afterAll(() => simulated.close())

describe('unmodified ccxt', () => {
  test('loads the markets with their limits', async () => {
    await exchange.loadMarkets()
    expect(exchange.symbols).toEqual([SYMBOL, 'DEF/USDT'])
    expect(exchange.market(SYMBOL)).toMatchObject({
      id: 'ABCUSDT',
      spot: true,
      active: true,
      precision: { price: 0.01, amount: 0.001 },
      limits: { cost: { min: 5 }, amount: { min: 0.001 }, price: { min: 0.01 } },
    })
  })

  test('asks for time, candles, ticker, order book and fees', async () => {
    expect(await exchange.fetchTime()).toBe(simulated.control.now())
    const candles = await exchange.fetchOHLCV(SYMBOL, '1m', START + MINUTE, 2)
    expect(candles).toEqual([
      [START + MINUTE, 100, 105, 95, 99.99, 100],
      [START + 2 * MINUTE, 100, 105, 95, 100.01, 100],
    ])
    // Without a beginning come the latest.
    expect((await exchange.fetchOHLCV(SYMBOL, '1m', undefined, 3)).at(-1)?.[0]).toBe(simulated.control.now())
    const ticker = await exchange.fetchTicker(SYMBOL)
    expect(ticker).toMatchObject({ symbol: SYMBOL, last: 100, high: 105, low: 95, baseVolume: 144_000 })
    expect(ticker.quoteVolume).toBeCloseTo(14_400_000, 0)
    expect(Object.keys(await exchange.fetchTickers([SYMBOL, 'DEF/USDT']))).toHaveLength(2)
    expect(Object.keys(await exchange.fetchBidsAsks([SYMBOL, 'DEF/USDT']))).toHaveLength(2)
    const book = await exchange.fetchOrderBook(SYMBOL, 5)
    expect(book.bids[0]).toEqual([99.99, 10])
    expect(book.asks.map(([price]) => price)).toEqual([100.01, 100.02, 100.03, 100.04, 100.05])
    expect(await exchange.fetchTradingFee(SYMBOL)).toMatchObject({ maker: 0.001, taker: 0.001 })
  })

  test('places, finds, lists and cancels orders, and shows balances and fills', async () => {
    const placed = await exchange.createOrder(SYMBOL, 'limit', 'sell', 25, 99, { clientOrderId: 'plain-1' })
    expect(placed).toMatchObject({
      status: 'open',
      filled: 10,
      remaining: 15,
      average: 99.99,
      clientOrderId: 'plain-1',
    })
    expect((await exchange.fetchOpenOrders(SYMBOL)).map((order) => order.id)).toEqual([placed.id])
    expect(await exchange.fetchOrder(String(placed.id), SYMBOL)).toMatchObject({ filled: 10, status: 'open' })
    expect(await exchange.fetchBalance()).toMatchObject({ ABC: { free: 25, used: 15, total: 40 } })
    expect(await exchange.cancelOrder(String(placed.id), SYMBOL)).toMatchObject({ status: 'canceled', filled: 10 })
    expect((await exchange.fetchOrders(SYMBOL)).map((order) => order.status)).toEqual(['canceled'])
    expect(await exchange.fetchMyTrades(SYMBOL)).toMatchObject([
      { order: placed.id, side: 'sell', price: 99.99, amount: 10, takerOrMaker: 'taker', fee: { currency: 'USDT' } },
    ])
  })

  test('places an iceberg', async () => {
    const placed = await exchange.createOrder(SYMBOL, 'limit', 'buy', 10, 90, { icebergQty: '1' })
    expect((await exchange.fetchOrder(String(placed.id), SYMBOL)).info).toMatchObject({ icebergQty: '1.00000000' })
    await exchange.cancelOrder(String(placed.id), SYMBOL)
  })
})

const answerSchema = z.object({ code: z.number(), msg: z.string() })

/** A request without ccxt, signed unless `signature` is given. */
async function ask(
  method: string,
  path: string,
  parameters: Record<string, string>,
  { key = simulated.apiKey, signature }: { key?: string; signature?: string } = {},
): Promise<{ status: number; code: number; msg: string }> {
  const query = new URLSearchParams(parameters).toString()
  const sign = signature ?? createHmac('sha256', simulated.secret).update(query).digest('hex')
  const headers = key === '' ? {} : { 'X-MBX-APIKEY': key }
  const response = await fetch(`${simulated.url}${path}?${query}&signature=${sign}`, { method, headers })
  return { status: response.status, ...answerSchema.parse(await response.json()) }
}

/** A cancellation of no order, stamped so many milliseconds off the exchange's time. */
function stamped(offset: number): Promise<{ code: number }> {
  const timestamp = String(simulated.control.now() + offset)
  return ask('DELETE', '/api/v3/order', { symbol: 'ABCUSDT', orderId: '999', recvWindow: '5000', timestamp })
}

/** A new order that the exchange takes, stamped now. */
function order(): Record<string, string> {
  return {
    symbol: 'ABCUSDT',
    side: 'BUY',
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: '1',
    price: '90',
    timestamp: String(simulated.control.now()),
  }
}

describe('refusals carry Binance’s code and status', () => {
  test.each<[string, Record<string, string>, number]>([
    ['symbol', { symbol: 'XYZUSDT' }, -1121],
    ['side', { side: 'HOLD' }, -1117],
    ['type', { type: 'TRAILING' }, -1116],
    ['time in force', { timeInForce: 'GTX' }, -1115],
    ['missing time in force', { timeInForce: '' }, -1102],
    ['market order with a price', { type: 'MARKET' }, -1106],
    ['stop price of a limit order', { stopPrice: '80' }, -1106],
    ['stop without a stop price', { type: 'STOP_LOSS_LIMIT' }, -1102],
    ['iceberg that does not rest', { timeInForce: 'IOC', icebergQty: '0.5' }, -1128],
    ['far from the average', { price: '15' }, -1013],
    ['missing quantity', { quantity: '' }, -1102],
    ['text in the price', { price: 'cheap' }, -1100],
    ['negative price', { price: '-1' }, -1100],
    ['client id', { newClientOrderId: 'a b' }, -1100],
    ['digits', { quantity: '0.000000001' }, -1111],
    ['tick', { price: '90.001' }, -1013],
    ['zero', { quantity: '0' }, -1013],
    ['late', { timestamp: '1' }, -1021],
    ['window', { recvWindow: '60001' }, -1131],
    ['money', { quantity: '1000' }, -2010],
  ])('new order: %s', async (_, change, code) => {
    expect(await ask('POST', '/api/v3/order', { ...order(), ...change })).toMatchObject({ status: 400, code })
  })

  test('time stamps: from recvWindow back to less than a second ahead', async () => {
    expect(await stamped(-5000)).toMatchObject({ code: -2011 })
    expect(await stamped(-5001)).toMatchObject({ code: -1021 })
    expect(await stamped(999)).toMatchObject({ code: -2011 })
    expect(await stamped(1000)).toMatchObject({ code: -1021 })
  })

  test('keys and signatures', async () => {
    expect(await ask('POST', '/api/v3/order', order(), { key: '' })).toMatchObject({ status: 401, code: -2014 })
    expect(await ask('POST', '/api/v3/order', order(), { key: 'x' })).toMatchObject({ status: 401, code: -2015 })
    expect(await ask('POST', '/api/v3/order', order(), { signature: 'ab' })).toMatchObject({ status: 400, code: -1022 })
    expect(await ask('POST', '/api/v3/order', order(), { signature: '' })).toMatchObject({ code: -1022 })
  })

  test('a changed parameter breaks the signature', async () => {
    const signed = new URLSearchParams(order()).toString()
    const signature = createHmac('sha256', simulated.secret).update(signed).digest('hex')
    expect(await ask('POST', '/api/v3/order', { ...order(), quantity: '2' }, { signature })).toMatchObject({
      code: -1022,
    })
  })

  test('orders that are not there, candles of other lengths, paths that do not exist', async () => {
    const one = { symbol: 'ABCUSDT', timestamp: String(simulated.control.now()) }
    expect(await ask('GET', '/api/v3/order', { ...one, orderId: '999' })).toMatchObject({ status: 400, code: -2013 })
    expect(await ask('DELETE', '/api/v3/order', { ...one, orderId: '999' })).toMatchObject({ code: -2011 })
    expect(await ask('GET', '/api/v3/order', one)).toMatchObject({ code: -1102 })
    expect(await ask('GET', '/api/v3/klines', { symbol: 'ABCUSDT', interval: '7m' })).toMatchObject({ code: -1120 })
    expect(await ask('GET', '/api/v3/nothing', {})).toMatchObject({ status: 404 })
  })
})

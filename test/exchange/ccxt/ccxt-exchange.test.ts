import { afterEach, describe, expect, test } from 'vitest'
import { Decimal } from '../../../src/core/decimal.js'
import { MINUTE } from '../../../src/core/time.js'
import { openCcxtExchange } from '../../../src/exchange/open-ccxt-exchange.js'
import {
  ExchangeRefusedError,
  ExchangeUnavailableError,
  OrderRejectedError,
  OutcomeUnknownError,
  UnknownMarketError,
  type RejectionReason,
} from '../../../src/exchange/exchange-errors.js'
import type { OrderRequest } from '../../../src/exchange/exchange.js'
import type { Disturbance } from '../../../src/exchange/simulated/rest/disturbance.js'
import { START, candlesOf, swinging } from '../market.js'
import { openSimulated, type Opened } from '../simulated-exchange.js'

const SYMBOL = 'ABC/USDT'
const LOST: Disturbance = { kind: 'lose-answer' }
const answer = (status: number, body: unknown, headers: Record<string, string> = {}): Disturbance => ({
  kind: 'answer',
  status,
  body,
  headers,
})
const BUSY = answer(503, '<html>Service Unavailable</html>')

const opened: Opened[] = []
async function open(...options: Parameters<typeof openSimulated>): Promise<Opened> {
  const all = await openSimulated(...options)
  opened.push(all)
  return all
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map((each) => each.close()))
})

function order(price: string, amount: string, more: Partial<OrderRequest> = {}): OrderRequest {
  return {
    symbol: SYMBOL,
    side: 'buy',
    type: 'limit',
    price: new Decimal(price),
    amount: new Decimal(amount),
    clientOrderId: 'own-1',
    ...more,
  }
}

async function failure(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  )
}

describe('market data', () => {
  test('rules come from the filters and from the account’s fees', async () => {
    const { exchange } = await open(swinging(10), { makerFee: '0.00075', takerFee: '0.0011' })
    const rules = (await exchange.fetchMarketRules()).get(SYMBOL)
    expect(JSON.parse(JSON.stringify(rules))).toEqual({
      symbol: SYMBOL,
      base: 'ABC',
      quote: 'USDT',
      active: true,
      priceStep: '0.01',
      amountStep: '0.001',
      minPrice: '0.01',
      maxPrice: '100000',
      minAmount: '0.001',
      maxAmount: '100000',
      minCost: '5',
      maxCost: '9000000',
      maxIcebergParts: 10,
      maxOpenOrders: 200,
      makerFee: '0.00075',
      takerFee: '0.0011',
    })
  })

  test('candles come page by page with all fields, and never beyond the clock', async () => {
    const candles = swinging(2500)
    const { exchange, simulated } = await open(candles)
    simulated.control.advanceTo(START + 2300 * MINUTE + 20_000)
    const pages = [
      await exchange.fetchCandles(SYMBOL, START, 1000),
      await exchange.fetchCandles(SYMBOL, START + 1000 * MINUTE, 1000),
      await exchange.fetchCandles(SYMBOL, START + 2000 * MINUTE, 1000),
    ]
    expect(pages.map((page) => page.length)).toEqual([1000, 1000, 301])
    const all = pages.flat()
    expect(all.map((candle) => candle.time)).toEqual(all.map((_, row) => START + row * MINUTE))
    expect(all[1]).toEqual({
      time: START + MINUTE,
      open: 100,
      high: 105,
      low: 95,
      close: 99.99,
      volume: 100,
      quoteVolume: 9999,
      trades: 60,
      takerBuyVolume: 25,
    })
    // Twenty seconds into a rising candle: the low has just been reached, a third of the volume traded.
    expect(all.at(-1)).toMatchObject({ open: 100, high: 100, low: 95, close: 95, trades: 20 })
    expect(await exchange.fetchCandles(SYMBOL, START + 2301 * MINUTE, 10)).toEqual([])
  })

  test('the clock is the exchange’s own, and the quote lies around the last price', async () => {
    const { exchange, simulated } = await open(swinging(10), { spreadTicks: 2 })
    simulated.control.step(20_000)
    expect(await exchange.fetchTime()).toBe(START + 20_000)
    const quote = await exchange.fetchQuote(SYMBOL)
    expect([quote.bid.toFixed(), quote.ask.toFixed(), quote.time]).toEqual(['94.98', '95.02', START + 20_000])
  })

  test('a minute without trades in the source is not there', async () => {
    const candles = swinging(5)
    candles.filled[2] = 1
    const { exchange, simulated } = await open(candles)
    simulated.control.advanceTo(START + 4 * MINUTE)
    const times = (await exchange.fetchCandles(SYMBOL, START, 10)).map((candle) => (candle.time - START) / MINUTE)
    expect(times).toEqual([0, 1, 3, 4])
  })

  test('works without a key; what needs one says so', async () => {
    const { exchange } = await open(swinging(10), {}, { apiKey: undefined, secret: undefined })
    expect((await exchange.fetchMarketRules()).get(SYMBOL)?.takerFee.toFixed()).toBe('0.001')
    const error = await failure(exchange.fetchBalances())
    expect(error).toBeInstanceOf(ExchangeRefusedError)
    expect(String(error)).toContain('FOLLOWUPWARD_API_KEY')
  })
})

describe('a market that the exchange does not have', () => {
  test('has no orders to fetch or to cancel, and is told apart from other refusals', async () => {
    const { exchange } = await open(swinging(10))
    const symbol = 'GONE/USDT'
    expect(await exchange.fetchOrder(symbol, 'own-1')).toBeUndefined()
    const cancelled = await failure(exchange.cancelOrder(symbol, 'own-1'))
    expect(cancelled).toBeInstanceOf(OrderRejectedError)
    expect(String(cancelled)).toMatch(/has no spot market GONE\/USDT; .*nothing to cancel/)
    const create = exchange.createOrder(order('10', '1', { symbol }))
    for (const work of [create, exchange.fetchCandles(symbol, START, 1), exchange.fetchQuote(symbol)])
      expect(await failure(work)).toBeInstanceOf(UnknownMarketError)
  })
})

describe('an order', () => {
  test('is placed, filled in part as taker and as maker, and shown with its fills', async () => {
    const { exchange, simulated } = await open(swinging(10))
    const placed = await exchange.createOrder(order('100.01', '15'))
    expect(placed).toMatchObject({ status: 'open', clientOrderId: 'own-1', side: 'buy', symbol: SYMBOL, time: START })
    expect([placed.filled.toFixed(), placed.cost.toFixed()]).toEqual(['10', '1000.1'])
    const bound = (await exchange.fetchBalances()).get('USDT')
    expect([bound?.free.toFixed(), bound?.locked.toFixed()]).toEqual(['8499.85', '500.05'])
    expect((await exchange.fetchOpenOrders(SYMBOL)).map((each) => each.clientOrderId)).toEqual(['own-1'])
    simulated.control.step(2 * MINUTE)
    const filled = await exchange.fetchOrder(SYMBOL, 'own-1')
    expect(filled).toMatchObject({ status: 'filled', exchangeId: placed.exchangeId })
    const fills = await exchange.fetchFills(SYMBOL, START)
    expect(
      fills.map((fill) => [fill.amount.toFixed(), fill.maker, fill.fee.currency, fill.fee.amount.toFixed()]),
    ).toEqual([
      ['10', false, 'ABC', '0.01'],
      ['5', true, 'ABC', '0.005'],
    ])
    expect(fills.every((fill) => fill.exchangeOrderId === placed.exchangeId)).toBe(true)
    expect(await exchange.fetchOpenOrders(SYMBOL)).toEqual([])
  })

  test('is cancelled: the last state comes back, also where it was over already', async () => {
    const { exchange } = await open(swinging(10))
    await exchange.createOrder(order('90', '1'))
    for (let time = 0; time < 2; time++) {
      const cancelled = await exchange.cancelOrder(SYMBOL, 'own-1')
      expect(cancelled).toMatchObject({ status: 'cancelled', clientOrderId: 'own-1' })
      expect(cancelled.filled.toFixed()).toBe('0')
    }
    expect((await exchange.fetchBalances()).get('USDT')?.free.toFixed()).toBe('10000')
    expect(await failure(exchange.cancelOrder(SYMBOL, 'own-2'))).toBeInstanceOf(OrderRejectedError)
  })

  test('keeps every digit of price and amount', async () => {
    const digits = {
      tickSize: new Decimal('0.0000001'),
      minPrice: new Decimal('0.0000001'),
      stepSize: new Decimal('0.1'),
    }
    const { exchange } = await open(
      candlesOf([{ open: 0.1234567, high: 0.1234567, low: 0.1234567, close: 0.1234567, volume: 0 }]),
      {
        filters: new Map([
          [SYMBOL, { ...digits, maxQuantity: new Decimal('1e12'), bidMultiplierDown: new Decimal(0) }],
        ]),
        balances: { USDT: '9000000000' },
      },
    )
    const placed = await exchange.createOrder(order('0.0000123', '123456789012.3'))
    expect([placed.price.toFixed(), placed.amount.toFixed()]).toEqual(['0.0000123', '123456789012.3'])
    expect((await exchange.fetchBalances()).get('USDT')?.locked.toFixed()).toBe('1518518.50485129')
  })

  test('of more than a thousand fills shows them all, each once', async () => {
    const { exchange, simulated } = await open(swinging(1300), { balances: { USDT: '10000000' } })
    await exchange.createOrder(order('100', '12500'))
    simulated.control.advanceTo(START + 1250 * MINUTE)
    const fills = await exchange.fetchFills(SYMBOL, START)
    expect(fills.map((fill) => fill.id)).toEqual(Array.from({ length: 1250 }, (_, i) => String(i + 1)))
  })

  const refused: readonly [string, Partial<OrderRequest>, RejectionReason, string][] = [
    ['a price off the tick', { price: new Decimal('90.001') }, 'limits', 'PRICE_FILTER'],
    ['a price too high', { price: new Decimal('1000000') }, 'limits', 'PRICE_FILTER'],
    ['an amount off the step', { amount: new Decimal('1.0001') }, 'limits', 'LOT_SIZE'],
    ['too many digits', { amount: new Decimal('1.123456789') }, 'limits', 'too much precision'],
    ['too small a cost', { amount: new Decimal('0.01') }, 'limits', 'NOTIONAL'],
    ['too many parts', { icebergAmount: new Decimal('0.05') }, 'limits', 'ICEBERG_PARTS'],
    ['too little quote', { amount: new Decimal('200') }, 'funds', 'insufficient balance'],
    ['too little base', { side: 'sell', amount: new Decimal('50.001') }, 'funds', 'insufficient balance'],
    ['a client id that no exchange takes', { clientOrderId: 'not allowed' }, 'other', 'newClientOrderId'],
  ]
  test.each(refused)('with %s is rejected', async (_, change, reason, words) => {
    const { exchange, count } = await open(swinging(10))
    const error = await failure(exchange.createOrder(order('90', '1', change)))
    expect(error).toBeInstanceOf(OrderRejectedError)
    expect(error).toMatchObject({ reason })
    expect(String(error)).toContain(words)
    expect(count('POST /api/v3/order')).toBe(1)
    expect(await exchange.fetchOpenOrders(SYMBOL)).toEqual([])
  })

  test('under a client id that is in use is rejected, and so is one too many', async () => {
    const { exchange } = await open(swinging(10), { filters: new Map([[SYMBOL, { maxOrders: 2 }]]) })
    await exchange.createOrder(order('90', '1'))
    expect(await failure(exchange.createOrder(order('90', '1')))).toMatchObject({ reason: 'duplicate' })
    await exchange.createOrder(order('90', '1', { clientOrderId: 'own-2', icebergAmount: new Decimal('0.1') }))
    const error = await failure(exchange.createOrder(order('90', '1', { clientOrderId: 'own-3' })))
    expect(error).toMatchObject({ reason: 'limits' })
    expect(String(error)).toContain('MAX_NUM_ORDERS')
  })

  test('of an unknown symbol never leaves', async () => {
    const { exchange, count } = await open(swinging(10))
    expect(await failure(exchange.createOrder(order('90', '1', { symbol: 'XYZ/USDT' })))).toBeInstanceOf(
      ExchangeRefusedError,
    )
    expect(count('POST /api/v3/order')).toBe(0)
  })
})

describe('faults', () => {
  test('an order whose answer was lost is unknown, is not sent again, and is found by its client id', async () => {
    const { exchange, disturb, count } = await open(swinging(10))
    disturb('POST /api/v3/order', LOST)
    expect(await failure(exchange.createOrder(order('90', '1')))).toBeInstanceOf(OutcomeUnknownError)
    expect(count('POST /api/v3/order')).toBe(1)
    expect(await exchange.fetchOrder(SYMBOL, 'own-1')).toMatchObject({ status: 'open', clientOrderId: 'own-1' })
    expect(await exchange.fetchOrder(SYMBOL, 'own-2')).toBeUndefined()
  })

  test.each<[string, Disturbance]>([
    ['503', BUSY],
    ['504', answer(504, '')],
    [
      'an error of unknown outcome',
      answer(500, { code: -1006, msg: 'Unexpected response; execution status unknown.' }),
    ],
    ['a code that nobody knows', answer(500, { code: -9999, msg: 'Something else.' })],
    ['an answer that is no order', answer(200, { hello: 'world' })],
  ])('an order answered by %s is unknown', async (_, disturbance) => {
    const { exchange, disturb, count } = await open(swinging(10))
    disturb('POST /api/v3/order', disturbance)
    expect(await failure(exchange.createOrder(order('90', '1')))).toBeInstanceOf(OutcomeUnknownError)
    expect(count('POST /api/v3/order')).toBe(1)
  })

  test('an order refused for too many requests was not placed', async () => {
    const { exchange, disturb } = await open(swinging(10))
    disturb('POST /api/v3/order', answer(429, { code: -1003, msg: 'Too many requests.' }))
    expect(await failure(exchange.createOrder(order('90', '1')))).toMatchObject({
      name: 'OrderRejectedError',
      reason: 'busy',
    })
  })

  test('a read is repeated until it succeeds', async () => {
    const { exchange, disturb, count } = await open(swinging(10))
    const overloaded = answer(400, { code: -1008, msg: 'Server is currently overloaded.' })
    disturb('GET /api/v3/time', BUSY, LOST, overloaded, answer(429, {}))
    expect(await exchange.fetchTime()).toBe(START)
    expect(count('GET /api/v3/time')).toBeGreaterThanOrEqual(5)
  })

  test('a read waits as long as the exchange asks', async () => {
    const { exchange, disturb } = await open(swinging(10), {}, { apiKey: undefined, secret: undefined })
    disturb('GET /api/v3/time', answer(429, { code: -1003, msg: 'Too many requests.' }, { 'Retry-After': '1' }))
    const began = performance.now()
    await exchange.fetchTime()
    expect(performance.now() - began).toBeGreaterThan(990)
  })

  test('a read that would have to wait for hours gives up at once and says so', async () => {
    const { exchange, disturb, count } = await open(swinging(10), {}, { apiKey: undefined, secret: undefined })
    disturb('GET /api/v3/time', answer(418, { code: -1003, msg: 'Way too much.' }, { 'Retry-After': '7200' }))
    expect(String(await failure(exchange.fetchTime()))).toContain('try again in 7200 s')
    expect(count('GET /api/v3/time')).toBe(1)
  })

  test('a read that keeps failing gives up in one line', async () => {
    const { exchange, disturb, count } = await open(swinging(10), {}, { attempts: 3 })
    await exchange.fetchMarketRules()
    const before = count('GET /api/v3/klines')
    disturb('GET /api/v3/klines', BUSY, BUSY, BUSY, BUSY)
    const error = await failure(exchange.fetchCandles(SYMBOL, START, 1))
    expect(error).toBeInstanceOf(ExchangeUnavailableError)
    expect(count('GET /api/v3/klines') - before).toBe(3)
    expect(String(error)).not.toContain('\n')
  })

  test('a cancellation whose answer was lost is repeated and ends in the order’s state', async () => {
    const { exchange, disturb } = await open(swinging(10))
    await exchange.createOrder(order('90', '1'))
    disturb('DELETE /api/v3/order', LOST)
    expect(await exchange.cancelOrder(SYMBOL, 'own-1')).toMatchObject({ status: 'cancelled' })
  })

  test('a clock that is off is corrected, before the first signed request and later', async () => {
    let skew = 3_600_000
    const opened = await open(swinging(3000))
    const { simulated } = opened
    const clock = {
      now: () => simulated.control.now() + skew,
      sleepUntil: () => Promise.resolve(),
    }
    const exchange = await openCcxtExchange({
      id: 'binance',
      url: simulated.url,
      apiKey: simulated.apiKey,
      secret: simulated.secret,
      clock,
    })
    expect((await exchange.fetchBalances()).get('ABC')?.free.toFixed()).toBe('50')
    skew = -3_600_000
    expect(await exchange.createOrder(order('90', '1'))).toMatchObject({ status: 'open' })
    await exchange.close()
  })

  test('a wrong key and a wrong secret are named, and neither ever stands in an error', async () => {
    const { simulated } = await open(swinging(10))
    const { url, apiKey, secret } = simulated
    const wrong = [
      { apiKey, secret: 'a-secret-nobody-may-read' },
      { apiKey: 'a-key-nobody-may-read', secret },
    ]
    for (const keys of wrong) {
      const exchange = await openCcxtExchange({
        id: 'binance',
        url,
        ...keys,
        clock: simulated.control.clock,
        initialDelay: 1,
      })
      for (const work of [
        exchange.fetchBalances(),
        exchange.fetchFills(SYMBOL, START),
        exchange.createOrder(order('90', '1')),
      ]) {
        const error = await failure(work)
        expect(error).toBeInstanceOf(ExchangeRefusedError)
        expectNoSecrets(error, [keys.apiKey, keys.secret])
      }
      await exchange.close()
    }
  })

  test('no error shows key, secret or signature, whatever goes wrong', async () => {
    const { exchange, disturb, simulated } = await open(swinging(10), {}, { attempts: 1 })
    await exchange.fetchMarketRules()
    const echo = answer(500, `${simulated.apiKey} ${simulated.secret} signature=abcdef`)
    for (const disturbance of [LOST, BUSY, echo, answer(400, { code: -1, msg: simulated.secret })]) {
      disturb('POST /api/v3/order', disturbance)
      disturb('GET /api/v3/account', disturbance)
      const errors = [await failure(exchange.createOrder(order('90', '1'))), await failure(exchange.fetchBalances())]
      for (const error of errors) expectNoSecrets(error, [simulated.apiKey, simulated.secret, 'signature='])
    }
  })

  test('an exchange that is not there is named', async () => {
    const { simulated } = await open(swinging(10))
    await simulated.close()
    const exchange = await openCcxtExchange({
      id: 'binance',
      url: simulated.url,
      clock: simulated.control.clock,
      initialDelay: 1,
    })
    expect(await failure(exchange.fetchTime())).toBeInstanceOf(ExchangeUnavailableError)
    await exchange.close()
  })
})

describe('opening', () => {
  test.each([
    [{ id: 'nosuch' }, 'nosuch'],
    [{ id: 'version' }, 'ccxt knows no such exchange'],
    [{ id: 'kraken', url: 'http://127.0.0.1:1' }, 'the id must be binance'],
    [{ id: 'binance', apiKey: 'x' }, 'both or neither'],
  ])('refuses %o', async (options, words) => {
    const clock = { now: () => START, sleepUntil: () => Promise.resolve() }
    await expect(openCcxtExchange({ ...options, clock })).rejects.toThrow(words)
  })
})

/** Neither in the message nor in the stack, nor in anything that hangs on the error. */
function expectNoSecrets(error: unknown, secrets: readonly string[]): void {
  expect(error).toBeInstanceOf(Error)
  const all =
    error instanceof Error ? [error.message, error.stack, JSON.stringify(error), String(error.cause)].join() : ''
  for (const secret of secrets) expect(all).not.toContain(secret)
}

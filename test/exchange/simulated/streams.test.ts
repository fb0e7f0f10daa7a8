import { readFile } from 'node:fs/promises'
import { pro, type Exchange } from 'ccxt'
import { WebSocket } from 'ws'
import { afterEach, describe, expect, test } from 'vitest'
import { MINUTE } from '../../../src/core/time.js'
import type { ScenarioEvent } from '../../../src/exchange/simulated/scenarios/open-scenarios.js'
import {
  startSimulatedExchange,
  type SimulatedExchange,
  type SimulatedExchangeOptions,
} from '../../../src/exchange/simulated/simulated-exchange.js'
import { START, swinging } from '../market.js'

const SYMBOL = 'ABC/USDT'
type Pro = InstanceType<typeof pro.binance>

const opened: { simulated: SimulatedExchange; exchange: Pro }[] = []
async function open(
  options: Partial<SimulatedExchangeOptions> = {},
): Promise<{ simulated: SimulatedExchange; exchange: Pro; log: ScenarioEvent[] }> {
  const log: ScenarioEvent[] = []
  const simulated = await startSimulatedExchange({
    candles: new Map([SYMBOL, 'DEF/USDT'].map((symbol) => [symbol, swinging(600)])),
    balances: { USDT: '10000', ABC: '50' },
    onScenarioEvent: (injection) => void log.push(injection),
    ...options,
  })
  const exchange = proCcxt(simulated)
  opened.push({ simulated, exchange })
  await exchange.loadMarkets()
  // Without this ccxt refuses plain ws addresses.
  await exchange.loadHttpProxyAgent()
  return { simulated, exchange, log }
}

function proCcxt(simulated: SimulatedExchange): Pro {
  const ws = simulated.url.replace('http', 'ws')
  const [rest, sapi] = [`${simulated.url}/api/v3`, `${simulated.url}/sapi/v1`]
  const exchange = new pro.binance({
    apiKey: simulated.apiKey,
    secret: simulated.secret,
    enableRateLimit: false,
    newUpdates: true,
    urls: {
      api: {
        public: rest,
        private: rest,
        sapi,
        ws: { spot: `${ws}/stream/ws`, 'ws-api': { spot: `${ws}/ws-api/v3` } },
      },
    },
    options: { fetchMarkets: { types: ['spot'] }, fetchMargins: false, fetchCurrencies: false },
  })
  exchange.milliseconds = () => simulated.control.now()
  return exchange
}

afterEach(async () => {
  for (const { simulated, exchange } of opened.splice(0)) {
    await exchange.close()
    await simulated.close()
  }
})

/** Waits for `watched` while the exchange's time goes on in steps. */
async function stepping<T>(simulated: SimulatedExchange, step: number, watched: Promise<T>): Promise<T> {
  for (;;) {
    const waited = new Promise<undefined>((resolve) => setTimeout(() => resolve(undefined), 5))
    const result = await Promise.race([watched, waited])
    if (result !== undefined) return result
    simulated.control.step(step)
  }
}

describe('unmodified ccxt.pro', () => {
  test('watches candles: the present one as it grows, then the finished one as REST tells it', async () => {
    const { simulated, exchange } = await open()
    const seen = new Map<number, unknown[]>()
    while (seen.size < 4) {
      for (const row of await stepping(simulated, 20_000, exchange.watchOHLCV(SYMBOL, '1m')))
        seen.set(Number(row[0]), row)
    }
    simulated.control.step(2 * MINUTE)
    const rest = await exchange.fetchOHLCV(SYMBOL, '1m', START, 100)
    for (const [time, row] of [...seen].slice(0, 3)) expect(rest.find(([opened]) => opened === time)).toEqual(row)
  })

  test('watches trades that make up the candle, by price, volume and number', async () => {
    const { simulated, exchange } = await open()
    const first = await stepping(simulated, 1000, exchange.watchTrades(SYMBOL))
    expect(first[0]).toMatchObject({ symbol: SYMBOL })
    const minute = Math.ceil(simulated.control.now() / MINUTE) * MINUTE
    const trades = new Map<string, { price: number; amount: number; side: string }>()
    while (simulated.control.now() < minute + MINUTE) {
      for (const trade of await stepping(simulated, 5000, exchange.watchTrades(SYMBOL))) {
        const { id, timestamp = 0, price = NaN, amount = NaN, side } = trade
        if (timestamp >= minute && timestamp < minute + MINUTE) {
          trades.set(String(id), { price, amount, side: String(side) })
        }
      }
    }
    const prices = [...trades.values()].map(({ price }) => price)
    expect([prices[0], Math.max(...prices), Math.min(...prices)]).toEqual([100, 105, 95])
    const volume = (side?: string): number =>
      [...trades.values()].reduce(
        (sum, trade) => sum + (side === undefined || trade.side === side ? trade.amount : 0),
        0,
      )
    expect(volume()).toBeCloseTo(100, 6)
    expect(volume('buy')).toBeCloseTo(25, 6)
    // The same trades come by REST.
    const rest = await exchange.fetchTrades(SYMBOL, minute, 1000)
    expect(rest.filter(({ timestamp = 0 }) => timestamp < minute + MINUTE).map(({ id }) => id)).toEqual([
      ...trades.keys(),
    ])
  })

  test('watches the order book: a request and the changes since make up the book that a later request tells', async () => {
    const { simulated, exchange } = await open()
    const first = await stepping(simulated, 1000, exchange.watchOrderBook(SYMBOL))
    expect(first.bids.length).toBe(20)
    await exchange.createOrder(SYMBOL, 'limit', 'buy', 2, 90)
    for (let step = 0; step < 12; step++) {
      const watched = await stepping(simulated, 7000, exchange.watchOrderBook(SYMBOL))
      const asked = await exchange.fetchOrderBook(SYMBOL, 1000)
      expect([watched.bids, watched.asks]).toEqual([asked.bids, asked.asks])
    }
    expect(exchange.orderbooks[SYMBOL]?.bids.map(([price]: number[]) => price)).toContain(90)
  })

  test('watches tickers and best prices as a request tells them', async () => {
    const { simulated, exchange } = await open()
    simulated.control.advanceTo(START + 30 * MINUTE)
    const channels = [undefined, { name: 'ticker' }]
    for (const channel of channels) {
      const watched = await stepping(simulated, 20_000, exchange.watchTicker(SYMBOL, channel))
      const { last, high, low, baseVolume, open: begun } = await exchange.fetchTicker(SYMBOL)
      expect(watched).toMatchObject({ symbol: SYMBOL, last, high, low, baseVolume, open: begun })
    }
    const both = [SYMBOL, 'DEF/USDT']
    const best = await stepping(simulated, 20_000, exchange.watchBidsAsks(both))
    const asked = await exchange.fetchBidsAsks(both)
    for (const [symbol, { bid, ask }] of Object.entries(best)) expect(asked[symbol]).toMatchObject({ bid, ask })
    const prices = await exchange.fetchLastPrices(both)
    expect(prices[SYMBOL]?.price).toBe((await exchange.fetchTicker(SYMBOL)).last)
  })

  test('watches own trades as they are filled', async () => {
    const { simulated, exchange } = await open()
    const watching = exchange.watchMyTrades(SYMBOL)
    await subscribed(exchange)
    const placed = await exchange.createOrder(SYMBOL, 'limit', 'buy', 15, 100.5)
    const heard = [...(await stepping(simulated, 10_000, watching))]
    const asked = await exchange.fetchMyTrades(SYMBOL)
    expect(heard[0]).toMatchObject({ order: placed.id, id: asked[0]?.id, amount: asked[0]?.amount, side: 'buy' })
  })

  test('watches orders and balances: placed, filled in parts, cancelled', async () => {
    const { simulated, exchange } = await open()
    // The first call subscribes; the exchange has nothing to tell yet.
    const [first, balance] = [exchange.watchOrders(SYMBOL), exchange.watchBalance()]
    await subscribed(exchange)
    const placed = await exchange.createOrder(SYMBOL, 'limit', 'buy', 15, 100.5)
    const [order] = await first
    expect(order).toMatchObject({ id: placed.id, symbol: SYMBOL, side: 'buy', amount: 15, status: 'open' })
    expect(Object.keys(await balance)).toContain('USDT')
    const states = new Map<string, unknown>()
    const follow = async (status: string): Promise<void> => {
      while (![...states.values()].includes(status)) {
        for (const each of await stepping(simulated, 10_000, exchange.watchOrders(SYMBOL))) {
          states.set(String(each.id), each.status)
        }
      }
    }
    await follow('closed')
    // ccxt tells of what comes while it is watched: first watch, then act.
    const watching = follow('canceled')
    const other = await exchange.createOrder(SYMBOL, 'limit', 'buy', 1, 80)
    await exchange.cancelOrder(String(other.id), SYMBOL)
    await watching
    expect(states.get(String(other.id))).toBe('canceled')
    const rest = await exchange.fetchBalance()
    expect(exchange.balance['spot']).toMatchObject({ ABC: rest['ABC'], USDT: rest['USDT'] })
  })

  test('places and cancels over the WebSocket API', async () => {
    const { exchange } = await open()
    const placed = await exchange.createOrderWs(SYMBOL, 'limit', 'buy', 1, 90)
    expect(placed).toMatchObject({ status: 'open', amount: 1 })
    expect(await exchange.fetchOrderWs(String(placed.id), SYMBOL)).toMatchObject({ id: placed.id })
    expect(await exchange.fetchOpenOrdersWs(SYMBOL)).toHaveLength(1)
    expect(await exchange.cancelOrderWs(String(placed.id), SYMBOL)).toMatchObject({ status: 'canceled' })
    // ccxt leaves the balances of this answer unparsed.
    const balance: { readonly info: unknown } = await exchange.fetchBalanceWs()
    expect(balance.info).toMatchObject({ balances: [{ asset: 'USDT', free: '10000.00000000' }, { asset: 'ABC' }] })
    await expect(exchange.createOrderWs(SYMBOL, 'limit', 'buy', 1000, 90)).rejects.toThrow('insufficient balance')
  })
})

/** Resolves once the user data stream is subscribed. */
async function subscribed(exchange: Exchange): Promise<void> {
  const isSubscribed = (): boolean => {
    const client = Object.entries(exchange.clients).find(([url]) => url.includes('ws-api'))?.[1]
    return client !== undefined && !Object.keys(client.futures).some((key) => key.startsWith('authenticate'))
  }
  await expect.poll(isSubscribed, { interval: 5 }).toBe(true)
}

/** Everything that a plain client of a stream hears while the exchange goes on for some minutes. */
async function listen(
  simulated: SimulatedExchange,
  path: string,
  minutes: number,
): Promise<{ events: string[]; open: boolean }> {
  const socket = new WebSocket(`${simulated.url.replace('http', 'ws')}${path}`)
  const events: string[] = []
  socket.on('message', (data: Buffer) => void events.push(data.toString('utf8')))
  await new Promise((resolve) => socket.once('open', resolve))
  for (let i = 0; i < minutes; i++) simulated.control.step(MINUTE)
  // What was sent before the answer to a ping comes before it.
  for (let heard = -1; heard < events.length && socket.readyState === WebSocket.OPEN;) {
    heard = events.length
    const answered = new Promise((resolve) => ['pong', 'close'].forEach((event) => socket.once(event, resolve)))
    socket.ping()
    await answered
  }
  const isOpen = socket.readyState === WebSocket.OPEN
  socket.terminate()
  return { events, open: isOpen }
}

const STREAM = '/ws/abcusdt@aggTrade'

describe('hostile streams', () => {
  test('tell all in order where nothing is wrong', async () => {
    const { simulated } = await open()
    const { events, open: isOpen } = await listen(simulated, STREAM, 20)
    expect([events.length, isOpen]).toEqual([20 * 24, true])
    expect(idsOf(events)).toEqual([...idsOf(events)].sort((a, b) => a - b))
  })

  test('duplicated-events and reordered-events: nothing is lost, and the same seed does the same', async () => {
    const scenarios = [{ id: 'duplicated-events' }, { id: 'reordered-events' }]
    const runs = [await open({ scenarios, seed: 3 }), await open({ scenarios, seed: 3 })]
    const calm = idsOf((await listen((await open()).simulated, STREAM, 20)).events)
    const heard = [] as number[][]
    for (const { simulated } of runs) heard.push(idsOf((await listen(simulated, STREAM, 20)).events))
    expect(heard[0]).toEqual(heard[1])
    expect(runs[0]?.log).toEqual(runs[1]?.log)
    const [ids = []] = heard
    expect(ids.length).toBeGreaterThan(calm.length)
    expect(new Set(ids)).toEqual(new Set(calm))
    expect(ids.some((id, index) => id < (ids[index - 1] ?? 0))).toBe(true)
  })

  test('dropped-sockets: the connection breaks; the client may come back', async () => {
    const { simulated, log } = await open({ scenarios: [{ id: 'dropped-sockets' }] })
    const { events, open: isOpen } = await listen(simulated, STREAM, 20)
    expect([isOpen, log.length]).toEqual([false, 1])
    expect(events.length).toBeLessThan(20 * 24)
    expect((await listen(simulated, STREAM, 1)).events.length).toBeGreaterThan(0)
  })

  test('an outage refuses WebSockets too', async () => {
    const { simulated } = await open()
    const hostile = await startSimulatedExchange({
      candles: new Map([[SYMBOL, swinging(10)]]),
      balances: {},
      scenarios: [{ id: 'outage', settings: { every: 1, requests: 1 } }],
    })
    const socket = new WebSocket(`${hostile.url.replace('http', 'ws')}${STREAM}`)
    const error = await new Promise((resolve) => socket.once('error', resolve))
    expect(String(error)).toContain('503')
    await hostile.close()
    expect(simulated.url).not.toBe(hostile.url)
  })
})

describe('the protocol of market streams', () => {
  test('subscriptions are listed and ended; unknown streams and garbage are refused', async () => {
    const { simulated } = await open()
    const socket = new WebSocket(`${simulated.url.replace('http', 'ws')}/stream?streams=defusdt@trade`)
    const answers: unknown[] = []
    socket.on('message', (data: Buffer) => void answers.push(JSON.parse(data.toString('utf8'))))
    await new Promise((resolve) => socket.once('open', resolve))
    const said = [
      { method: 'SUBSCRIBE', params: ['abcusdt@kline_1m'], id: 1 },
      { method: 'LIST_SUBSCRIPTIONS', id: 2 },
      { method: 'UNSUBSCRIBE', params: ['abcusdt@kline_1m', 'defusdt@trade'], id: 3 },
      { method: 'SUBSCRIBE', params: ['xyz@trade'], id: 4 },
    ]
    for (const each of said) socket.send(JSON.stringify(each))
    socket.send('garbage')
    await expect.poll(() => answers.length, { interval: 5 }).toBe(5)
    socket.terminate()
    expect(answers).toEqual([
      { result: null, id: 1 },
      { result: ['defusdt@trade', 'abcusdt@kline_1m'], id: 2 },
      { result: null, id: 3 },
      { error: { code: 2, msg: 'Invalid request: unknown stream xyz@trade' }, id: 4 },
      { error: { code: 2, msg: 'Invalid request: expected method, params and id' }, id: null },
    ])
  })
})

describe('the WebSocket API', () => {
  test('answers every method that the documentation lists, and refuses what is none', async () => {
    const { simulated, exchange } = await open()
    const doc = await readFile(new URL('../../../docs/exchange.md', import.meta.url), 'utf8')
    const [, list = ''] = /under their names there: ([\s\S]*?)\.\n/.exec(doc) ?? []
    const methods = [...list.matchAll(/`([^`]+)`/g)].map(([, method = '']) => method)
    expect(methods.length).toBeGreaterThan(20)
    const socket = new WebSocket(`${simulated.url.replace('http', 'ws')}/ws-api/v3`)
    const answers: unknown[] = []
    socket.on('message', (data: Buffer) => void answers.push(JSON.parse(data.toString('utf8'))))
    await new Promise((resolve) => socket.once('open', resolve))
    const asked = async (text: string): Promise<unknown> => {
      const before = answers.length
      socket.send(text)
      await expect.poll(() => answers.length, { interval: 5 }).toBeGreaterThan(before)
      return answers.at(-1)
    }
    const symbol = 'ABCUSDT'
    const leg = { symbol, side: 'SELL', quantity: '1', aboveType: 'LIMIT_MAKER', abovePrice: '120' }
    const below = { belowType: 'STOP_LOSS_LIMIT', belowStopPrice: '80', belowPrice: '79', belowTimeInForce: 'GTC' }
    const parameters: Record<string, Record<string, unknown>> = {
      klines: { symbol, interval: '1m' },
      'order.place': { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '90' },
      'order.status': { symbol, orderId: 1 },
      'order.cancel': { symbol, orderId: 1 },
      'orderList.place.oco': { ...leg, ...below, listClientOrderId: 'list' },
      'orderList.status': { listClientOrderId: 'list' },
      'orderList.cancel': { symbol, listClientOrderId: 'list' },
    }
    // What is open is cancelled last.
    const last = ['orderList.cancel', 'openOrders.cancelAll']
    const inTurn = [...methods.filter((method) => !last.includes(method)), 'order.place', ...last]
    for (const [id, method] of inTurn.entries()) {
      if (method === 'openOrders.cancelAll')
        await asked(request(exchange, -1, 'order.place', parameters['order.place']))
      const params =
        parameters[method] ?? (/^(ping|time|exchangeInfo|account|.*OrderList)/.test(method) ? {} : { symbol })
      expect([method, await asked(request(exchange, id, method, params))]).toMatchObject([method, { id, status: 200 }])
    }
    expect(await asked('garbage')).toMatchObject({ status: 400, error: { code: -1135 } })
    expect(await asked(request(exchange, 1, 'order.amend', {}))).toMatchObject({ status: 400, error: { code: -1000 } })
    expect(await asked(JSON.stringify({ id: 2, method: 'account.status' }))).toMatchObject({ error: { code: -1102 } })
    socket.terminate()
  })
})

/** A request with the parameters as ccxt signs them. */
function request(exchange: Pro, id: number, method: string, params: Record<string, unknown> = {}): string {
  const signed: unknown = exchange.signParams(params)
  return JSON.stringify({ id, method, params: signed })
}

/** Ids of trades. */
function idsOf(events: readonly string[]): number[] {
  return events.map((event) => Number(/"a":(\d+)/.exec(event)?.[1]))
}

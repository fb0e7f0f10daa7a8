import {
  BadSymbol,
  DDoSProtection,
  ExchangeNotAvailable,
  InvalidNonce,
  MarketClosed,
  NetworkError,
  OnMaintenance,
  OperationFailed,
  RequestTimeout,
  type Order,
  type binance,
} from 'ccxt'
import { afterEach, describe, expect, test } from 'vitest'
import { MINUTE } from '../../../src/core/time.js'
import {
  loadScenarios,
  openScenarios,
  type ScenarioEvent,
  type ScenarioChoice,
} from '../../../src/exchange/simulated/scenarios/open-scenarios.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../../src/exchange/simulated/simulated-exchange.js'
import { plainCcxt } from '../ccxt/plain-ccxt.js'
import { START, swinging } from '../market.js'

const SYMBOL = 'ABC/USDT'

interface Hostile {
  readonly simulated: SimulatedExchange
  readonly exchange: binance
  readonly log: ScenarioEvent[]
}

const opened: Hostile[] = []
async function open(scenarios: readonly ScenarioChoice[], seed = 7): Promise<Hostile> {
  const log: ScenarioEvent[] = []
  const simulated = await startSimulatedExchange({
    candles: new Map([
      [SYMBOL, swinging(600)],
      ['DEF/USDT', swinging(600)],
    ]),
    balances: { USDT: '100000', ABC: '50' },
    seed,
    scenarios,
    onScenarioEvent: (injection) => void log.push(injection),
  })
  const hostile = { simulated, exchange: plainCcxt(simulated), log }
  opened.push(hostile)
  return hostile
}
afterEach(async () => {
  await Promise.all(opened.splice(0).map(({ simulated }) => simulated.close()))
})

/** What each of `count` calls gave: the name of its error, or nothing where it went well. */
async function outcomes(count: number, call: () => Promise<unknown>): Promise<unknown[]> {
  const found: unknown[] = []
  for (let i = 0; i < count; i++) {
    found.push(
      await call().then(
        () => undefined,
        (error: unknown) => error,
      ),
    )
  }
  return found
}

const faultsOf = (all: readonly unknown[]): unknown[] => all.filter((each) => each !== undefined)

/** A day of a client's work: the same requests at the same times whatever is answered. */
async function session({ simulated, exchange }: Hostile): Promise<void> {
  for (let minute = 0; minute < 60; minute++) {
    const now = START + minute * 5 * MINUTE
    simulated.control.advanceTo(now)
    const parameters = { symbol: 'ABCUSDT', interval: '1m', startTime: now - 20 * MINUTE, limit: 30 }
    await exchange.publicGetKlines(parameters).catch(() => undefined)
    await exchange.publicGetTime().catch(() => undefined)
    const order = { symbol: 'ABCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '9', price: '98' }
    await exchange.privatePostOrder(order).catch(() => undefined)
    await exchange.privateGetAccount().catch(() => undefined)
  }
}

const everything = [
  'outage',
  'rate-limit',
  'server-errors',
  'lost-answers',
  'clock-skew',
  'revised-candles',
  'partial-fills',
  'delisting',
  'flash-crash',
]

describe('every scenario', () => {
  test('gives the same events for the same seed and requests, and others for another seed', async () => {
    const all = [
      ...everything.map((id) => ({ id })),
      { id: 'latency', settings: { max: 3 } },
      { id: 'ban', settings: { every: 20 } },
      { id: 'maintenance', settings: { every: 60 } },
      { id: 'missing-candles', settings: { share: 0.05 } },
    ]
    const runs = [await open(all, 7), await open(all, 7), await open(all, 8)]
    for (const run of runs) await session(run)
    const [first, second, other] = runs.map(({ log }) => log)
    expect(first).toEqual(second)
    expect(first).not.toEqual(other)
    expect(new Set(first?.map(({ scenario }) => scenario))).toEqual(new Set(all.map(({ id }) => id)))
    expect(first?.every(({ time, text }) => time >= START && text !== '')).toBe(true)
  })

  test('has a default for every setting and refuses settings that it does not know', async () => {
    const run = { seed: 1, range: { from: START, to: START + MINUTE }, symbols: ['ABCUSDT'], log: () => {} }
    for (const [id, { value }] of await loadScenarios()) {
      expect(value.settings.parse({})).toBeDefined()
      await expect(openScenarios([{ id, settings: { colour: 'red' } }], run)).rejects.toThrow(`scenario ${id}: `)
    }
    await expect(openScenarios([{ id: 'flood' }], run)).rejects.toThrow('no scenario is called flood')
    await expect(openScenarios([{ id: 'delisting', settings: { symbol: 'XUSDT' } }], run)).rejects.toThrow('ABCUSDT')
  })
})

describe('as ccxt sees it', () => {
  test('outage: connections are refused or 503, and it passes', async () => {
    const { exchange, log } = await open([{ id: 'outage', settings: { every: 5 } }])
    const faults = faultsOf(await outcomes(60, () => exchange.fetchTime()))
    expect(faults.length).toBe(log.length)
    expect(faults.length).toBeGreaterThan(5)
    expect(faults.length).toBeLessThan(50)
    expect(faults.every((fault) => fault instanceof NetworkError)).toBe(true)
    expect(new Set(log.map(({ text }) => text.includes('503')))).toEqual(new Set([true, false]))
  })

  test('outage: is over as soon as its time has passed', async () => {
    const { exchange, simulated, log } = await open([
      { id: 'outage', settings: { every: 1, requests: 1000, lasts: 30_000 } },
    ])
    expect(faultsOf(await outcomes(3, () => exchange.fetchTime()))).toHaveLength(3)
    expect(log.at(-1)?.text).toContain('request 3 of')
    simulated.control.step(30_000)
    expect(faultsOf(await outcomes(1, () => exchange.fetchTime()))).toHaveLength(1)
    // With `every: 1` another begins at once.
    expect(log.at(-1)?.text).toContain('request 1 of')
  })

  test.each([
    ['rate-limit', 429],
    ['ban', 418],
  ])('%s: %d with Retry-After', async (id, status) => {
    const { exchange, log } = await open([{ id, settings: { every: 3, seconds: 5 } }])
    const faults = faultsOf(await outcomes(20, () => exchange.fetchTime()))
    expect(faults.length).toBeGreaterThan(2)
    expect(faults.every((fault) => fault instanceof DDoSProtection)).toBe(true)
    expect(String(faults[0])).toContain(String(status))
    expect(log[0]?.text).toMatch(new RegExp(`${status}, Retry-After [1-5]$`))
  })

  test('server-errors: 5xx, and behind some the order is placed all the same', async () => {
    const { exchange, log } = await open([{ id: 'server-errors', settings: { every: 2, requests: 2 } }])
    const faults = await outcomes(60, () => exchange.privatePostOrder(buy))
    const answered = faults.filter((fault) => fault === undefined).length
    expect(faultsOf(faults).every((fault) => fault instanceof OperationFailed)).toBe(true)
    expect(faultsOf(faults).some((fault) => fault instanceof RequestTimeout)).toBe(true)
    expect(faultsOf(faults).some((fault) => fault instanceof ExchangeNotAvailable)).toBe(true)
    const carriedOut = log.filter(({ text }) => text.endsWith('carried out')).length
    expect(carriedOut).toBeGreaterThan(0)
    expect(await listed(exchange)).toHaveLength(answered + carriedOut)
  })

  test('lost-answers: the order lives, and only asking for it tells', async () => {
    const { exchange, log } = await open([{ id: 'lost-answers', settings: { every: 2 } }])
    const faults = await outcomes(12, () => exchange.privatePostOrder(buy))
    expect(faultsOf(faults)).toHaveLength(log.length)
    expect(log.length).toBeGreaterThan(1)
    expect(faultsOf(faults).every((fault) => fault instanceof NetworkError)).toBe(true)
    expect(await listed(exchange)).toHaveLength(12)
  })

  test('latency: answers come late', async () => {
    const { exchange, log } = await open([{ id: 'latency', settings: { share: 1, max: 60 } }])
    const started = performance.now()
    await outcomes(4, () => exchange.fetchTime())
    const delays = log.map(({ text }) => Number(/: (\d+) ms late$/.exec(text)?.[1]))
    expect(delays).toHaveLength(4)
    expect(performance.now() - started).toBeGreaterThan(delays.reduce((sum, each) => sum + each, 0) - 10)
  })

  test('maintenance: all is refused for its span but the status', async () => {
    const { exchange, simulated } = await open([{ id: 'maintenance', settings: { every: 60, lasts: 10 } }])
    const under = new Set<number>()
    for (let minute = 0; minute < 60; minute++) {
      simulated.control.advanceTo(START + minute * MINUTE)
      const [fault] = await outcomes(1, () => exchange.fetchTime())
      expect((await exchange.fetchStatus()).status).toBe(fault ? 'maintenance' : 'ok')
      if (fault) {
        expect(fault).toBeInstanceOf(OnMaintenance)
        under.add(minute)
      }
    }
    expect(under.size).toBe(10)
    expect(Math.max(...under) - Math.min(...under)).toBe(9)
  })

  test('clock-skew: the stamp is refused until the client asks for the time', async () => {
    const { exchange, simulated } = await open([{ id: 'clock-skew', settings: { max: 60_000 } }])
    const offset = ((await exchange.fetchTime()) ?? 0) - simulated.control.now()
    expect(Math.abs(offset)).toBeGreaterThan(11_000)
    await expect(exchange.fetchBalance()).rejects.toThrow(InvalidNonce)
    await exchange.loadTimeDifference()
    await exchange.fetchBalance()
    simulated.control.step(11 * MINUTE)
    expect(((await exchange.fetchTime()) ?? 0) - simulated.control.now()).not.toBe(offset)
  })

  test('missing-candles: some come late, some never', async () => {
    const { exchange, simulated } = await open([{ id: 'missing-candles', settings: { share: 0.1, delay: 10 } }])
    const times = async (since: number): Promise<Set<number>> =>
      new Set((await exchange.fetchOHLCV(SYMBOL, '1m', since, 300)).map(([time]) => Number(time)))
    let [late, never] = [0, 0]
    const seen: Set<number>[] = []
    for (let minute = 1; minute <= 300; minute++) {
      simulated.control.advanceTo(START + minute * MINUTE)
      seen.push(await times(Math.max(START, START + (minute - 15) * MINUTE)))
    }
    simulated.control.advanceTo(START + 500 * MINUTE)
    const last = await times(START)
    for (let minute = 0; minute < 280; minute++) {
      const time = START + minute * MINUTE
      const atOnce = seen[minute]?.has(time)
      if (!last.has(time)) never++
      else if (atOnce === false) late++
      // Late means ten minutes after its end.
      expect(seen[minute + 10]?.has(time)).toBe(last.has(time))
    }
    expect(late).toBeGreaterThan(1)
    expect(never).toBeGreaterThan(1)
  })

  test('revised-candles: a finished candle changes once, to what it stays', async () => {
    const { exchange, simulated } = await open([{ id: 'revised-candles', settings: { share: 0.3, settles: 5 } }])
    simulated.control.advanceTo(START + 100 * MINUTE)
    const rows = (): Promise<unknown[][]> => exchange.fetchOHLCV(SYMBOL, '1m', START + 80 * MINUTE, 20)
    const before = await rows()
    simulated.control.step(5 * MINUTE)
    const after = await rows()
    const changed = before.flatMap((row, index) =>
      JSON.stringify(row) === JSON.stringify(after[index]) ? [] : [index],
    )
    expect(changed.length).toBeGreaterThan(0)
    // Twenty candles, the last just over: only the last five minutes can be wrong.
    expect(Math.min(...changed)).toBeGreaterThanOrEqual(15)
    simulated.control.step(20 * MINUTE)
    expect(await rows()).toEqual(after)
  })

  test('partial-fills: an order that one candle could fill takes several, down to a single step', async () => {
    const { exchange, simulated } = await open([{ id: 'partial-fills', settings: { dust: 0.5 } }])
    await exchange.privatePostOrder({ ...buy, price: '98', quantity: '9' })
    const open9 = async (): Promise<number> => Number((await listed(exchange))[0]?.remaining)
    const left: number[] = []
    for (let minute = 1; minute < 60 && left.at(-1) !== 0; minute++) {
      simulated.control.advanceTo(START + minute * MINUTE)
      left.push(await open9())
    }
    expect(left.at(-1)).toBe(0)
    expect(left.length).toBeGreaterThan(2)
    expect(left).toContain(0.001)
  })

  test('delisting: BREAK, orders cancelled, no more candles; then gone', async () => {
    const settings = { symbol: 'ABCUSDT', after: 30, gone: 60 }
    const { exchange, simulated } = await open([{ id: 'delisting', settings }])
    await exchange.loadMarkets()
    await exchange.createOrder(SYMBOL, 'limit', 'buy', 1, 90)
    simulated.control.advanceTo(START + 45 * MINUTE)
    expect((await exchange.loadMarkets(true))[SYMBOL]?.active).toBe(false)
    expect((await listed(exchange)).map((order) => order.status)).toEqual(['canceled'])
    expect(await exchange.fetchBalance()).toMatchObject({ USDT: { free: 100_000, used: 0 } })
    await expect(exchange.createOrder(SYMBOL, 'limit', 'buy', 1, 90)).rejects.toThrow(MarketClosed)
    expect((await exchange.fetchOHLCV(SYMBOL, '1m', START, 100)).at(-1)?.[0]).toBe(START + 29 * MINUTE)
    simulated.control.advanceTo(START + 90 * MINUTE)
    await expect(exchange.fetchTicker(SYMBOL)).rejects.toThrow(BadSymbol)
    expect(Object.keys(await exchange.loadMarkets(true))).toEqual(['DEF/USDT'])
  })

  test('flash-crash: the price falls and comes back on many times the volume', async () => {
    const settings = { symbol: 'ABCUSDT', after: 60, depth: 0.4, minutes: 20, volume: 10 }
    const { exchange, simulated } = await open([{ id: 'flash-crash', settings }])
    simulated.control.advanceTo(START + 200 * MINUTE)
    const rows = (await exchange.fetchOHLCV(SYMBOL, '1m', START, 200)).map((row) => row.map(Number))
    const closes = rows.map(([, , , , close = NaN]) => close)
    expect(Math.min(...closes)).toBeCloseTo(60, 0)
    expect(closes.findIndex((close) => close < 99)).toBe(60)
    expect(closes.findLastIndex((close) => close < 99)).toBe(78)
    expect([rows[59]?.[5], rows[60]?.[5], rows[79]?.[5], rows[80]?.[5]]).toEqual([100, 1000, 1000, 100])
    for (const [, open = NaN, high = NaN, low = NaN, close = NaN] of rows) {
      expect(low).toBeLessThanOrEqual(Math.min(open, close))
      expect(high).toBeGreaterThanOrEqual(Math.max(open, close))
    }
  })
})

const buy = { symbol: 'ABCUSDT', side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '90' }

/** Every order ever placed; asked again until nothing comes in between. */
async function listed(exchange: binance): Promise<Order[]> {
  for (;;) {
    const [orders] = await Promise.allSettled([exchange.fetchOrders(SYMBOL)])
    if (orders.status === 'fulfilled') return orders.value
  }
}

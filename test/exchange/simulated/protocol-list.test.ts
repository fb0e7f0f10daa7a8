import { readFile } from 'node:fs/promises'
import { BaseError, type binance } from 'ccxt'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { restRoutes } from '../../../src/exchange/simulated/rest/serve-route.js'
import { loadScenarios } from '../../../src/exchange/simulated/scenarios/open-scenarios.js'
import { startSimulatedExchange, type SimulatedExchange } from '../../../src/exchange/simulated/simulated-exchange.js'
import { STREAM_KINDS } from '../../../src/exchange/simulated/streams/market-stream.js'
import { plainCcxt } from '../ccxt/plain-ccxt.js'
import { START, swinging } from '../market.js'

const doc = await readFile(new URL('../../../docs/exchange.md', import.meta.url), 'utf8')

/** First cells of the tables' rows that match. */
function listed(pattern: RegExp): string[] {
  return [...doc.matchAll(pattern)].flatMap(([, cell]) => (cell === undefined ? [] : [cell]))
}

const symbol = 'ABCUSDT'
const limit = { symbol, side: 'BUY', type: 'LIMIT', timeInForce: 'GTC', quantity: '1', price: '90' }
const oco = {
  symbol,
  side: 'SELL',
  quantity: '1',
  aboveType: 'LIMIT_MAKER',
  abovePrice: '120',
  belowType: 'STOP_LOSS_LIMIT',
  belowStopPrice: '80',
  belowPrice: '79',
  belowTimeInForce: 'GTC',
  listClientOrderId: 'list',
}

/** Every endpoint with parameters that it answers, in an order in which each finds what it needs. */
const requests: readonly (readonly [string, Record<string, unknown>])[] = [
  ['GET /api/v3/ping', {}],
  ['GET /api/v3/time', {}],
  ['GET /api/v3/exchangeInfo', {}],
  ['GET /api/v3/klines', { symbol, interval: '1m' }],
  ['GET /api/v3/depth', { symbol }],
  ['GET /api/v3/aggTrades', { symbol }],
  ['GET /api/v3/avgPrice', { symbol }],
  ['GET /api/v3/ticker/24hr', { symbol }],
  ['GET /api/v3/ticker/bookTicker', { symbol }],
  ['GET /api/v3/ticker/price', { symbol }],
  ['GET /sapi/v1/system/status', {}],
  ['GET /api/v3/account', {}],
  ['GET /api/v3/myTrades', { symbol }],
  ['GET /sapi/v1/asset/tradeFee', {}],
  ['POST /api/v3/order', { ...limit, newClientOrderId: 'one' }],
  ['GET /api/v3/order', { symbol, origClientOrderId: 'one' }],
  ['DELETE /api/v3/order', { symbol, origClientOrderId: 'one' }],
  ['POST /api/v3/orderList/oco', oco],
  ['GET /api/v3/orderList', { origClientOrderId: 'list' }],
  ['GET /api/v3/openOrderList', {}],
  ['GET /api/v3/allOrderList', {}],
  ['GET /api/v3/openOrders', {}],
  ['GET /api/v3/allOrders', { symbol }],
  ['DELETE /api/v3/orderList', { symbol, listClientOrderId: 'list' }],
  ['POST /api/v3/order', limit],
  ['DELETE /api/v3/openOrders', { symbol }],
]

let simulated: SimulatedExchange
beforeAll(async () => {
  simulated = await startSimulatedExchange({
    candles: new Map([['ABC/USDT', swinging(60)]]),
    balances: { USDT: '10000', ABC: '50' },
  })
  simulated.control.advanceTo(START + 600_000)
})
afterAll(() => simulated.close())

/** One request as ccxt signs and sends it. */
async function ask(exchange: binance, endpoint: string, parameters: Record<string, unknown>): Promise<unknown> {
  const [method = '', path = ''] = endpoint.split(' ')
  const [, section, rest = ''] = /^\/(?:api\/v3|(sapi)\/v1)\/(.*)$/.exec(path) ?? []
  const open = restRoutes.some((route) => route.path === path && route.method === method && !route.signed)
  const answer: unknown = await exchange.request(rest, section ?? (open ? 'public' : 'private'), method, parameters)
  return answer
}

describe('the tables of docs/exchange.md', () => {
  test('list every endpoint, and each answers to ccxt', async () => {
    const endpoints = listed(/^\| `((?:GET|POST|DELETE) \/[^`]*)` \|/gm)
    expect(endpoints.toSorted()).toEqual(restRoutes.map(({ method, path }) => `${method} ${path}`).toSorted())
    expect(new Set(requests.map(([endpoint]) => endpoint))).toEqual(new Set(endpoints))
    const exchange = plainCcxt(simulated)
    for (const [endpoint, parameters] of requests)
      expect(await ask(exchange, endpoint, parameters)).toBeTypeOf('object')
  })

  test('list every market stream', () => {
    const [, text = ''] =
      /^Market streams at [\s\S]*?there wrapped with the stream's name\):([\s\S]*?) by SUBSCRIBE/m.exec(doc) ?? []
    expect([...text.matchAll(/`([^`]+)`/g)].map(([, name = '']) => name).toSorted()).toEqual(
      [...STREAM_KINDS].toSorted(),
    )
  })

  test('list every scenario', async () => {
    expect(listed(/^\| `([a-z-]+)` \|/gm).toSorted()).toEqual([...(await loadScenarios()).keys()].toSorted())
  })
})

const order = (change: Record<string, unknown>): [string, Record<string, unknown>] => [
  'POST /api/v3/order',
  { ...limit, ...change },
]
/** What leads to each refusal; those of scenarios are tested with them. */
const refusals: Readonly<Record<string, readonly [string, Record<string, unknown>]>> = {
  '-1000': ['GET /api/v3/nothing', {}],
  '-1013': order({ price: '90.001' }),
  '-1021': order({ timestamp: 1 }),
  '-1100': order({ price: 'cheap' }),
  '-1102': order({ quantity: undefined }),
  '-1106': order({ stopPrice: '80' }),
  '-1111': order({ quantity: '0.000000001' }),
  '-1115': order({ timeInForce: 'GTX' }),
  '-1116': order({ type: 'TRAILING' }),
  '-1117': order({ side: 'HOLD' }),
  '-1120': ['GET /api/v3/klines', { symbol, interval: '7m' }],
  '-1121': ['GET /api/v3/depth', { symbol: 'XYZUSDT' }],
  '-1127': ['GET /api/v3/allOrders', { symbol, startTime: 1, endTime: 90_000_000 }],
  '-1128': order({ timeInForce: 'IOC', icebergQty: '0.5' }),
  '-1131': order({ recvWindow: 60_001 }),
  '-2010': order({ quantity: '1000' }),
  '-2011': ['DELETE /api/v3/order', { symbol, orderId: 999 }],
  '-2013': ['GET /api/v3/order', { symbol, orderId: 999 }],
}
/** Refusals that hang on the client, and not on what it asks. */
const clients: Readonly<Record<string, Record<string, unknown>>> = {
  '-1022': { secret: 'wrong' },
  '-2014': { apiKey: ' ', requiredCredentials: { apiKey: false, secret: true } },
  '-2015': { apiKey: 'wrong' },
}
/** In test/exchange/simulated/scenarios.test.ts and streams.test.ts. */
const elsewhere = ['1', '-1001', '-1003', '-1007', '-1008', '-1135']

describe('refusals as ccxt gets them', () => {
  test('every code of the table has a test', () => {
    const codes = listed(/^\| (-?\d+) \|/gm)
    expect(codes.toSorted()).toEqual([...Object.keys(refusals), ...Object.keys(clients), ...elsewhere].toSorted())
  })

  test.each(Object.entries(refusals))('%s', async (code, [endpoint, parameters]) => {
    const exchange = plainCcxt(simulated)
    await expect(ask(exchange, endpoint, parameters)).rejects.toThrow(BaseError)
    expect(exchange.last_http_response).toContain(`"code":${code},`)
  })

  test.each(Object.entries(clients))('%s', async (code, settings) => {
    const exchange = plainCcxt(simulated, settings)
    await expect(ask(exchange, ...order({}))).rejects.toThrow(BaseError)
    expect(exchange.last_http_response).toContain(`"code":${code},`)
  })
})

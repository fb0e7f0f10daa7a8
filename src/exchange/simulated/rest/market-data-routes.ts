import { z } from 'zod'
import { HOUR } from '../../../core/time.js'
import { ASSET_PRECISION } from '../engine/decimal-format.js'
import { selectKlines } from '../engine/kline.js'
import { orderBookDepth, type DepthLevel } from '../engine/order-book-depth.js'
import { publicTradesBetween } from '../engine/public-trades.js'
import type { SimulatedMarket } from '../engine/simulated-market.js'
import { AVERAGE_PRICE_MINUTES, computeAveragePrice, computeDayTicker, formatBookTicker } from '../engine/ticker.js'
import { binanceErrors } from './binance-error.js'
import { formatSymbol } from './rest-format.js'
import { clampLimit, parameterSchemas, parseParameters, type RequestParameters } from './rest-parameters.js'
import type { RestContext, RestRoute } from './rest-route.js'

const severalMarkets = z.object({
  symbol: parameterSchemas.text.optional(),
  symbols: parameterSchemas.symbols.optional(),
})
const klineParameters = z.object({
  symbol: parameterSchemas.text,
  interval: parameterSchemas.text,
  startTime: parameterSchemas.integer.optional(),
  endTime: parameterSchemas.integer.optional(),
  limit: parameterSchemas.integer.optional(),
})
const oneMarket = z.object({ symbol: parameterSchemas.text })
const tradeParameters = z.object({
  symbol: parameterSchemas.text,
  startTime: parameterSchemas.integer.optional(),
  endTime: parameterSchemas.integer.optional(),
  limit: parameterSchemas.integer.optional(),
})
const depthParameters = z.object({ symbol: parameterSchemas.text, limit: parameterSchemas.integer.optional() })

/** The endpoints that need no key. */
export const marketDataRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '/api/v3/ping', signed: false, answer: () => ({}) },
  { method: 'GET', path: '/api/v3/time', signed: false, answer: (context) => ({ serverTime: context.shownTime() }) },
  {
    method: 'GET',
    path: '/sapi/v1/system/status',
    signed: false,
    answer: () => ({ status: 0, msg: 'normal' }),
  },
  { method: 'GET', path: '/api/v3/exchangeInfo', signed: false, answer: exchangeInfo },
  { method: 'GET', path: '/api/v3/klines', signed: false, answer: klines },
  { method: 'GET', path: '/api/v3/depth', signed: false, answer: depth },
  { method: 'GET', path: '/api/v3/aggTrades', signed: false, answer: aggTrades },
  { method: 'GET', path: '/api/v3/avgPrice', signed: false, answer: avgPrice },
  {
    method: 'GET',
    path: '/api/v3/ticker/24hr',
    signed: false,
    answer: (context, parameters) =>
      forMarkets(context, parameters, (market) => computeDayTicker(market, context.now())),
  },
  {
    method: 'GET',
    path: '/api/v3/ticker/bookTicker',
    signed: false,
    answer: (context, parameters) =>
      forMarkets(context, parameters, (market) => formatBookTicker(context.engine, market)),
  },
  {
    method: 'GET',
    path: '/api/v3/ticker/price',
    signed: false,
    answer: (context, parameters) => forMarkets(context, parameters, (market) => lastPrice(context, market)),
  },
]

function exchangeInfo(context: RestContext, parameters: RequestParameters): unknown {
  const { markets } = chosenMarkets(context, parameters)
  return {
    timezone: 'UTC',
    serverTime: context.shownTime(),
    rateLimits: [{ rateLimitType: 'REQUEST_WEIGHT', interval: 'MINUTE', intervalNum: 1, limit: 6000 }],
    exchangeFilters: [],
    symbols: markets.map((market) => formatSymbol(market, context.now())),
  }
}

function klines(context: RestContext, parameters: RequestParameters): unknown {
  const query = parseParameters(klineParameters, parameters)
  const market = context.engine.market(query.symbol)
  if (query.interval !== '1m') throw binanceErrors.interval()
  return selectKlines(market, context.now(), {
    distortionOf: context.distortionOf,
    from: query.startTime,
    to: query.endTime,
    limit: clampLimit(query.limit, 500, 1000),
  })
}

function depth(context: RestContext, parameters: RequestParameters): unknown {
  const query = parseParameters(depthParameters, parameters)
  const levels = clampLimit(query.limit, 100, 5000)
  const { bids, asks } = orderBookDepth(context.engine, query.symbol)
  const texts = (side: readonly DepthLevel[]): string[][] =>
    side
      .slice(0, levels)
      .map(({ price, quantity }) => [price.toFixed(ASSET_PRECISION), quantity.toFixed(ASSET_PRECISION)])
  return { lastUpdateId: context.now(), bids: texts(bids), asks: texts(asks) }
}

function aggTrades(context: RestContext, parameters: RequestParameters): unknown {
  const { symbol, startTime, endTime, limit } = parseParameters(tradeParameters, parameters)
  const now = Math.min(context.now(), endTime ?? Infinity)
  const count = clampLimit(limit, 500, 1000)
  const market = context.engine.market(symbol)
  const trades = publicTradesBetween(market, (startTime ?? now - HOUR) - 1, Math.min(now, (startTime ?? now) + HOUR))
  return (startTime === undefined ? trades.slice(-count) : trades.slice(0, count)).map((trade) => ({
    a: trade.id,
    p: trade.price.toFixed(ASSET_PRECISION),
    q: trade.quantity.toFixed(ASSET_PRECISION),
    f: trade.id,
    l: trade.id,
    T: trade.time,
    m: trade.buyerIsMaker,
    M: true,
  }))
}

function avgPrice(context: RestContext, parameters: RequestParameters): unknown {
  const { symbol } = parseParameters(oneMarket, parameters)
  const price = computeAveragePrice(context.engine.market(symbol), context.now())
  return { mins: AVERAGE_PRICE_MINUTES, price: price.toFixed(ASSET_PRECISION), closeTime: context.now() }
}

function lastPrice(context: RestContext, market: SimulatedMarket): unknown {
  const { symbol, lastPrice: price } = computeDayTicker(market, context.now())
  return { symbol, price }
}

/** Answers with one object for `symbol`, and with a list for `symbols` or for all markets. */
function forMarkets(
  context: RestContext,
  parameters: RequestParameters,
  answer: (market: SimulatedMarket) => unknown,
): unknown {
  const { markets, single } = chosenMarkets(context, parameters)
  const answers = markets.map(answer)
  return single ? answers[0] : answers
}

function chosenMarkets(
  { engine }: RestContext,
  parameters: RequestParameters,
): { markets: readonly SimulatedMarket[]; single: boolean } {
  const query = parseParameters(severalMarkets, parameters)
  if (query.symbol !== undefined) return { markets: [engine.market(query.symbol)], single: true }
  if (query.symbols) return { markets: query.symbols.map((symbol) => engine.market(symbol)), single: false }
  return { markets: engine.markets(), single: false }
}

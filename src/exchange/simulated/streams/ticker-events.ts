import type { SimulatedMarket } from '../engine/simulated-market.js'
import { formatBookTicker, computeDayTicker } from '../engine/ticker.js'
import type { RestContext } from '../rest/rest-route.js'

/** Formats the statistics of the trailing day with the short names of a stream. */
export function formatTickerEvent(market: SimulatedMarket, context: RestContext, to: number): Record<string, unknown> {
  const day = computeDayTicker(market, to)
  const best = formatBookTicker(context.engine, market)
  return {
    ...formatMiniTickerEvent(market, to),
    e: '24hrTicker',
    p: day.priceChange,
    P: day.priceChangePercent,
    w: day.weightedAvgPrice,
    x: day.prevClosePrice,
    Q: day.lastQty,
    b: best.bidPrice,
    B: best.bidQty,
    a: best.askPrice,
    A: best.askQty,
    O: day.openTime,
    C: day.closeTime,
    F: day.firstId,
    L: day.lastId,
    n: day.count,
  }
}

export function formatMiniTickerEvent(market: SimulatedMarket, to: number): Record<string, unknown> {
  const day = computeDayTicker(market, to)
  return {
    e: '24hrMiniTicker',
    E: to,
    s: market.symbol,
    c: day.lastPrice,
    o: day.openPrice,
    h: day.highPrice,
    l: day.lowPrice,
    v: day.volume,
    q: day.quoteVolume,
  }
}

/** Formats the best bid and ask; Binance's event has neither a kind nor a time. */
export function formatBookTickerEvent(
  market: SimulatedMarket,
  context: RestContext,
  to: number,
): Record<string, unknown> {
  const { symbol, bidPrice, bidQty, askPrice, askQty } = formatBookTicker(context.engine, market)
  return { u: to, s: symbol, b: bidPrice, B: bidQty, a: askPrice, A: askQty }
}

import type { SimulatedMarket } from '../engine/simulated-market.js'
import { bookTicker, dayTicker } from '../engine/ticker.js'
import type { RestContext } from '../rest/rest-route.js'

/** The statistics of the trailing day in a stream's short names. */
export function tickerEvent(market: SimulatedMarket, context: RestContext, to: number): Record<string, unknown> {
  const day = dayTicker(market, to)
  const best = bookTicker(context.engine, market)
  return {
    ...miniTickerEvent(market, to),
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

export function miniTickerEvent(market: SimulatedMarket, to: number): Record<string, unknown> {
  const day = dayTicker(market, to)
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

/** Best bid and ask; Binance's event of it names neither its kind nor its time. */
export function bookTickerEvent(market: SimulatedMarket, context: RestContext, to: number): Record<string, unknown> {
  const { symbol, bidPrice, bidQty, askPrice, askQty } = bookTicker(context.engine, market)
  return { u: to, s: symbol, b: bidPrice, B: bidQty, a: askPrice, A: askQty }
}

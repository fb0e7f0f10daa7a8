/** Where candles come from: markets are never mixed, fees and filters belong to one. */
export interface Market {
  /** ccxt id of the exchange, or `simulated`. */
  readonly exchange: string
  /** `spot`, `usdm`, … */
  readonly type: string
  /** Unified symbol, `FIL/USDT`. */
  readonly symbol: string
  /** Candle interval in ccxt's words, `1m`. */
  readonly interval: string
}

/** One string for a market, for messages and as a relative folder of the store: `binance/spot/FIL-USDT/1m`. */
export function marketPath(market: Market): string {
  return [market.exchange, market.type, market.symbol.replaceAll('/', '-'), market.interval].join('/')
}

/** The market of another base against the same quote, on the same exchange. */
export function marketOfBase(market: Market, base: string): Market {
  return { ...market, symbol: market.symbol.replace(/^[^/]*/, base.toUpperCase()) }
}

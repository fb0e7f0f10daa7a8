import { alwaysOpen, type Calendar } from './calendar.js'
import { UserError } from './errors.js'
import { DAY, HOUR, MINUTE } from './time.js'

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

const UNITS: ReadonlyMap<string, number> = new Map([
  ['m', MINUTE],
  ['h', HOUR],
  ['d', DAY],
])

/** When a market is open, and how long one of its candles lasts. Throws UserError for an interval that is not known. */
export function calendarOf(market: Market): Calendar {
  const [, count = '', unit = ''] = /^([1-9]\d*)([mhd])$/.exec(market.interval) ?? []
  const milliseconds = Number(count) * (UNITS.get(unit) ?? 0)
  if (milliseconds > 0) return alwaysOpen(milliseconds)
  throw new UserError(`the candle interval is ${market.interval}: expected one such as 1m, 1h or 1d`)
}

import { ASSET_DIGITS } from '../engine/plain-digits.js'
import type { RestContext } from './rest-route.js'
import type { SimulatedMarket } from '../engine/simulated-market.js'

export interface BookTicker {
  readonly symbol: string
  readonly bidPrice: string
  readonly bidQty: string
  readonly askPrice: string
  readonly askQty: string
}

/** Best bid and ask of the others' orders. */
export function bookTicker({ engine }: RestContext, { symbol }: SimulatedMarket): BookTicker {
  const { bid, ask, quantity } = engine.book(symbol)
  return {
    symbol,
    bidPrice: bid.toFixed(ASSET_DIGITS),
    bidQty: quantity.toFixed(ASSET_DIGITS),
    askPrice: ask.toFixed(ASSET_DIGITS),
    askQty: quantity.toFixed(ASSET_DIGITS),
  }
}

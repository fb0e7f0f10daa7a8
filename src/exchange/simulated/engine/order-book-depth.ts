import { Decimal } from '../../../core/decimal.js'
import type { MatchingEngine } from './matching-engine.js'
import type { SimulatedMarket } from './simulated-market.js'
import type { OrderSide, SimulatedOrder } from './simulated-order.js'

export interface DepthLevel {
  readonly price: Decimal
  readonly quantity: Decimal
}

/** The number of levels on each side that the orders of others make. */
const LEVELS = 20

/**
 * Computes the order book, best price first: one level for each tick by the orders of others, each with the remaining
 * volume budget of this candle, and the visible parts of the account's orders.
 */
export function orderBookDepth(engine: MatchingEngine, symbol: string): { bids: DepthLevel[]; asks: DepthLevel[] } {
  const market = engine.market(symbol)
  const { bid, ask, quantity } = engine.book(symbol)
  const count = quantity.gt(0) ? LEVELS : 0
  const others = (best: Decimal, direction: number): DepthLevel[] =>
    Array.from({ length: count }, (_, level) => ({
      price: best.plus(market.filters.tickSize.times(direction * level)),
      quantity,
    })).filter(({ price }) => price.gt(0))
  const byPrice = (a: DepthLevel, b: DepthLevel): number => a.price.cmp(b.price)
  return {
    bids: joined([...others(bid, -1), ...own(market, 'BUY')]).sort((a, b) => byPrice(b, a)),
    asks: joined([...others(ask, 1), ...own(market, 'SELL')]).sort(byPrice),
  }
}

function own(market: SimulatedMarket, side: OrderSide): DepthLevel[] {
  return market.restingOrders
    .filter((order) => order.side === side)
    .map((order) => ({ price: order.price, quantity: visible(order) }))
}

/** Only one part of an iceberg is visible. */
function visible({ quantity, filled, icebergQuantity }: SimulatedOrder): Decimal {
  const left = quantity.minus(filled)
  return icebergQuantity?.gt(0) === true ? Decimal.min(icebergQuantity, left) : left
}

/** Joins the levels of equal prices. */
function joined(levels: readonly DepthLevel[]): DepthLevel[] {
  const byPrice = new Map<string, DepthLevel>()
  for (const level of levels) {
    const key = level.price.toFixed()
    byPrice.set(key, { ...level, quantity: level.quantity.plus(byPrice.get(key)?.quantity ?? 0) })
  }
  return [...byPrice.values()]
}

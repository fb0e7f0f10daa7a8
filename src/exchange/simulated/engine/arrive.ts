import { endOrder } from './end-order.js'
import { fillOrder } from './fill-order.js'
import type { FillRules } from './fill-rules.js'
import { bookAt, budgetAt, priceOf, type SimulatedMarket } from './simulated-market.js'
import { isOpen, type SimulatedOrder } from './simulated-order.js'

/**
 * Brings an order to the book at the market's present time. It takes what it reaches on the other side, at the book's
 * price; what is left rests or expires.
 */
export function enterBook(order: SimulatedOrder, market: SimulatedMarket, rules: FillRules): void {
  order.workingTime = market.now
  const { bid, ask } = bookAt(market, market.now, rules.spreadTicks)
  const reaches = reachesBook(order, { bid, ask })
  if (reaches && canFill(order, market, rules)) {
    const price = priceOf(market, order.side === 'BUY' ? ask : bid)
    fillOrder(order, market, { price, time: market.now, maker: false }, rules)
  }
  if (!isOpen(order)) return
  if (order.type === 'MARKET' || order.timeInForce !== 'GTC') endOrder(order, market, 'EXPIRED', market.now, rules)
  else market.resting.push(order)
}

/** Whether an order would take from the other side of the book. */
export function reachesBook(
  { side, tick }: Pick<SimulatedOrder, 'side' | 'tick'>,
  book: { readonly bid: number; readonly ask: number },
): boolean {
  return side === 'BUY' ? tick >= book.ask : tick <= book.bid
}

function canFill(order: SimulatedOrder, market: SimulatedMarket, rules: FillRules): boolean {
  return order.timeInForce !== 'FOK' || budgetAt(market, market.now, rules.volumeShare).gte(order.quantity)
}

import { ZERO, type Decimal } from '../../../core/decimal.js'
import type { FillRules } from './fill-rules.js'
import type { SimulatedMarket } from './simulated-market.js'
import { isOpen, type SimulatedOrder } from './simulated-order.js'

/**
 * Takes an open order off the market. What was locked for it is given back, but for what the other of its pair needs
 * where that one is open.
 */
export function endOrder(
  order: SimulatedOrder,
  market: SimulatedMarket,
  status: 'CANCELED' | 'EXPIRED',
  time: number,
  { account, report }: FillRules,
): void {
  market.resting = market.resting.filter((other) => other !== order)
  market.waiting = market.waiting.filter((other) => other !== order)
  order.status = status
  order.updated = time
  const needed = order.sibling && isOpen(order.sibling) ? neededBy(order.sibling) : ZERO
  account.release(order.lock.asset, order.lock.amount.minus(needed))
  order.lock.amount = needed
  report?.({ execution: status, order, market, time })
}

/** What must stay locked for what is left of an order. */
function neededBy(order: SimulatedOrder): Decimal {
  const left = order.quantity.minus(order.filled)
  return order.side === 'BUY' ? left.times(order.lockPrice) : left
}

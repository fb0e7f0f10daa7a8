import { ZERO } from '../../core/decimal.js'
import type { FillRules } from './fill-rules.js'
import type { SimulatedMarket } from './simulated-market.js'
import { isOpen, type SimulatedOrder } from './simulated-order.js'

/**
 * Takes an open order off the market. What was locked for it is given back, unless the other of its pair is open and still
 * needs it.
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
  if (!order.sibling || !isOpen(order.sibling)) {
    account.release(order.lock.asset, order.lock.amount)
    order.lock.amount = ZERO
  }
  report?.({ execution: status, order, market, time })
}

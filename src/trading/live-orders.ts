import type { Clock } from '../core/clock.js'
import { SECOND } from '../core/time.js'
import { LOST_ORDER_TIMEOUT } from '../bookkeeping/reconcile.js'
import type { Exchange, Order } from '../exchange/exchange.js'

export type LiveOrder = Pick<Order, 'symbol' | 'clientOrderId'>

/**
 * The orders that may be open on the exchange, in memory alone: they can be cancelled while the book can be neither read
 * nor written.
 */
export interface LiveOrders {
  /** Must be called before an order is sent. */
  add(order: LiveOrder): void
  /** Replaces all orders, by those that may be open as far as the book knows. */
  replace(orders: readonly LiveOrder[]): void
  /** Cancels all orders, and resolves to those of which the exchange could not be asked or that it did not know. */
  cancelAll(): Promise<readonly LiveOrder[]>
}

/** Cancelling is repeated this often and after this long, until an order of unknown outcome is certainly lost. */
export const ENDING_ATTEMPTS = 3
export const ENDING_WAIT = Math.ceil((LOST_ORDER_TIMEOUT + SECOND) / ENDING_ATTEMPTS)

export function openLiveOrders({
  exchange,
  clock,
}: {
  readonly exchange: Exchange
  readonly clock: Clock
}): LiveOrders {
  const live = new Map<string, LiveOrder>()
  const cancelEach = async (): Promise<void> => {
    for (const { symbol, clientOrderId } of live.values()) {
      const last = await exchange.cancelOrder(symbol, clientOrderId).catch(() => undefined)
      if (last && last.status !== 'open') live.delete(clientOrderId)
    }
  }
  return {
    add: ({ symbol, clientOrderId }) => void live.set(clientOrderId, { symbol, clientOrderId }),
    replace: (orders) => {
      live.clear()
      for (const { symbol, clientOrderId } of orders) live.set(clientOrderId, { symbol, clientOrderId })
    },
    cancelAll: async () => {
      await cancelEach()
      for (let again = 0; again < ENDING_ATTEMPTS && live.size > 0; again++) {
        await clock.sleepUntil(clock.now() + ENDING_WAIT)
        await cancelEach()
      }
      return [...live.values()]
    },
  }
}

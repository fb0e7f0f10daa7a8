import { isActiveState, type BookOrder, type PlannedOrder } from '../bookkeeping/records.js'
import type { Side } from '../exchange/exchange.js'
import { CANCEL_RETRY, computeExpiry, selectUnfilled, type OrderLife } from './order-life.js'
import { cancelOrder, sendOrder, type OrderManagerOptions } from './send-order.js'

/**
 * The order manager sends orders and follows them until they are settled. Each step is in the book before the next one
 * begins.
 */
export interface OrderManager {
  /** Writes each order into the book, then sends it; stops between two orders once `signal` is aborted. */
  send(orders: readonly PlannedOrder[], signal: AbortSignal): Promise<void>
  /** Fetches the state of every unsettled order and stores its fills. */
  reconcile(): Promise<void>
  /** Returns the time at which the next order must be cancelled; undefined without open orders. */
  nextExpiry(): number | undefined
  /** Cancels the orders that have been open for too long, and resolves to those that ended with a part unfilled. */
  cancelExpired(): Promise<readonly BookOrder[]>
  /**
   * Cancels all open orders; an order that cannot be cancelled now is left to the next reconcile, with a recorded
   * error.
   */
  cancelAll(): Promise<void>
  /** Returns the orders of that base that may still be filled. */
  openOrders(base: string): readonly BookOrder[]
  /** Returns all orders that may still be filled. */
  liveOrders(): readonly BookOrder[]
  /** Returns the number of orders that the minute has had on that side. */
  readonly usedParts: (minute: number, base: string, side: Side) => number
}

export function openOrderManager(options: OrderManagerOptions): OrderManager {
  const { book, run, clock, reconciler, liveOrders } = options
  const retries = cancelRetries(options)
  const parts = partCounts()
  const live = (): BookOrder[] => book.unsettledOrders(run.account).filter((order) => isActiveState(order.state))
  const cancelEach = async (orders: readonly BookOrder[]): Promise<readonly BookOrder[]> => {
    for (const order of orders) {
      await cancelOrder(options, order)
      retries.postpone(order)
    }
    liveOrders.replace(live())
    await reconciler.reconcileFills(book.unsettledOrders(run.account))
    return selectUnfilled(orders.map((order) => book.order(order.clientOrderId) ?? order))
  }
  return {
    send: async (orders, signal) => {
      const sent: BookOrder[] = []
      for (const order of orders) {
        if (signal.aborted) break
        parts.add(order)
        sent.push(await sendOrder(options, order))
      }
      liveOrders.replace(live())
      await reconciler.reconcileFills(sent)
    },
    reconcile: async () => {
      await reconciler.reconcile()
      liveOrders.replace(live())
    },
    nextExpiry: () => computeExpiry(live(), clock.now(), retries.life).nextExpiry,
    cancelExpired: async () => cancelEach(computeExpiry(live(), clock.now(), retries.life).cancels),
    cancelAll: async () => {
      await cancelEach(live())
    },
    openOrders: (base) => live().filter((order) => order.base === base),
    liveOrders: live,
    usedParts: parts.of,
  }
}

interface CancelRetries {
  readonly life: OrderLife
  readonly postpone: (order: BookOrder) => void
}

/** An attempt to cancel an order postpones the next one, so that a failure is not repeated at once. */
function cancelRetries({ clock, orderLife }: OrderManagerOptions): CancelRetries {
  const retryAt = new Map<string, number>()
  return {
    life: { orderLife, retryAt: (clientOrderId) => retryAt.get(clientOrderId) },
    postpone: (order) => void retryAt.set(order.clientOrderId, clock.now() + CANCEL_RETRY),
  }
}

interface PartCounts {
  readonly of: OrderManager['usedParts']
  readonly add: (order: PlannedOrder) => void
}

function partCounts(): PartCounts {
  const counts = new Map<string, number>()
  const of = (minute: number, base: string, side: Side): number => counts.get(`${minute}/${base}/${side}`) ?? 0
  return {
    of,
    add: ({ minute, base, side }) => void counts.set(`${minute}/${base}/${side}`, of(minute, base, side) + 1),
  }
}

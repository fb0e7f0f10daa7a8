import { isActiveState, type BookOrder, type PlannedOrder } from '../bookkeeping/records.js'
import { ZERO, type Decimal } from '../core/decimal.js'
import { SECOND } from '../core/time.js'
import type { Side } from '../exchange/exchange.js'
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
  /** Returns the quote that purchases of unknown outcome may have locked without the balances showing it. */
  uncertainReserve(): Decimal
  /** Returns the number of orders that the minute has had on that side. */
  readonly usedParts: (minute: number, base: string, side: Side) => number
}

/** The wait before an order that could not be cancelled or fetched is tried again. */
const RETRY_AFTER = 5 * SECOND

export function openOrderManager(options: OrderManagerOptions): OrderManager {
  const { book, run, clock, reconciler, liveOrders } = options
  const due = dueTimes(options)
  const parts = partCounts()
  const live = (): BookOrder[] => book.unsettledOrders(run.account).filter((order) => isActiveState(order.state))
  const cancelEach = async (orders: readonly BookOrder[]): Promise<readonly BookOrder[]> => {
    for (const order of orders) {
      await cancelOrder(options, order)
      due.postpone(order)
    }
    liveOrders.replace(live())
    await reconciler.reconcileFills(book.unsettledOrders(run.account))
    const after = orders.map((order) => book.order(order.clientOrderId) ?? order)
    return after.filter((order) => !isActiveState(order.state) && order.filled.lt(order.amount))
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
    nextExpiry: () => {
      const times = live().map(due.of)
      return times.length === 0 ? undefined : Math.min(...times)
    },
    cancelExpired: async () => {
      const expired = live().filter((order) => due.of(order) <= clock.now())
      return cancelEach(live().filter((order) => expired.some((other) => isSameDecision(order, other))))
    },
    cancelAll: async () => {
      await cancelEach(live())
    },
    openOrders: (base) => live().filter((order) => order.base === base),
    uncertainReserve: () => uncertainReserve(live()),
    usedParts: parts.of,
  }
}

interface DueTimes {
  readonly of: (order: BookOrder) => number
  readonly postpone: (order: BookOrder) => void
}

/** An order that was written this much later than it is now was written by a wrong clock. */
const CLOCK_MARGIN = SECOND

/**
 * Keeps the time at which each order must be cancelled; an attempt postpones it, so that a failure is not repeated at
 * once. Where the clock was set back meanwhile nobody knows how long the order has been open: it is due now.
 */
function dueTimes({ clock, orderLife }: OrderManagerOptions): DueTimes {
  const retryAt = new Map<string, number>()
  return {
    of: ({ clientOrderId, time }) => {
      const now = clock.now()
      const retry = retryAt.get(clientOrderId)
      if (retry !== undefined) return Math.min(retry, now + RETRY_AFTER)
      return time > now + CLOCK_MARGIN ? now : time + orderLife
    },
    postpone: (order) => void retryAt.set(order.clientOrderId, clock.now() + RETRY_AFTER),
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

/** The parts of one decision end together, although they were sent one after the other. */
function isSameDecision(a: BookOrder, b: BookOrder): boolean {
  return a.base === b.base && a.side === b.side && a.minute === b.minute && a.runId === b.runId
}

function uncertainReserve(live: readonly BookOrder[]): Decimal {
  const doubtful = live.filter((order) => order.state === 'planned' && order.side === 'buy')
  return doubtful.reduce((sum, order) => sum.plus(order.price.times(order.amount)), ZERO)
}

import { isActiveState, type BookOrder } from '../bookkeeping/records.js'
import { ZERO, type Decimal } from '../core/decimal.js'
import { SECOND } from '../core/time.js'

/** The wait before an order that could not be cancelled or fetched is tried again. */
export const CANCEL_RETRY = 5 * SECOND
/** An order that was written this much later than it is now was written by a wrong clock. */
const CLOCK_MARGIN = SECOND

/** When open orders have to be cancelled. */
export interface OrderLife {
  /** Milliseconds after which an unfilled order is cancelled. */
  readonly orderLife: number
  /** The time at which an order is cancelled that could not be before; undefined where nobody has tried. */
  readonly retryAt?: (clientOrderId: string) => number | undefined
}

/**
 * The time at which an order must be cancelled. Where the clock was set back meanwhile nobody knows how long the order has been
 * open: it is due now.
 */
export function dueTimeOf(
  { clientOrderId, time }: Pick<BookOrder, 'clientOrderId' | 'time'>,
  now: number,
  { orderLife, retryAt }: OrderLife,
): number {
  const retry = retryAt?.(clientOrderId)
  if (retry !== undefined) return Math.min(retry, now + CANCEL_RETRY)
  return time > now + CLOCK_MARGIN ? now : time + orderLife
}

/** What becomes of open orders by the clock alone. */
export interface ExpiryStep {
  /** Orders to cancel now, oldest first. */
  readonly cancels: readonly BookOrder[]
  /** The time at which the next order is due; undefined without open orders. */
  readonly nextExpiry: number | undefined
}

/**
 * Computes which of the live orders are cancelled now. The parts of one decision end together, although they were sent one after
 * the other. The function is pure.
 */
export function computeExpiry(liveOrders: readonly BookOrder[], now: number, life: OrderLife): ExpiryStep {
  const times = liveOrders.map((order) => dueTimeOf(order, now, life))
  const expired = liveOrders.filter((_, index) => (times[index] ?? Infinity) <= now)
  return {
    cancels: liveOrders.filter((order) => expired.some((other) => isSameDecision(order, other))),
    nextExpiry: times.length === 0 ? undefined : Math.min(...times),
  }
}

/** Of orders that were to be cancelled, those that ended with a part unfilled. */
export function selectUnfilled(orders: readonly BookOrder[]): BookOrder[] {
  return orders.filter((order) => !isActiveState(order.state) && order.filled.lt(order.amount))
}

/** The quote that purchases of unknown outcome may have locked without the balances showing it. */
export function uncertainReserve(liveOrders: readonly BookOrder[]): Decimal {
  return liveOrders
    .filter((order) => order.state === 'planned' && order.side === 'buy')
    .reduce((sum, order) => sum.plus(order.price.times(order.amount)), ZERO)
}

function isSameDecision(a: BookOrder, b: BookOrder): boolean {
  return a.base === b.base && a.side === b.side && a.minute === b.minute && a.runId === b.runId
}

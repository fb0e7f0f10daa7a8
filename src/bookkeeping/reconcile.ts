import { SECOND } from '../core/time.js'
import type { Exchange } from '../exchange/exchange.js'
import type { Book } from './book.js'
import { isActiveState, type BookFill, type BookOrder } from './records.js'

/**
 * A request that is older than this cannot arrive at the exchange any more: the exchange refuses a signature that is
 * older than its receive window, which is 10 s in every request. Only then an order that the exchange does not know was
 * certainly never placed.
 */
export const LOST_ORDER_TIMEOUT = 15 * SECOND

/** Clocks differ a little, and the time of an order is written before the order is sent. */
const CLOCK_MARGIN = 10 * SECOND

export interface ReconcileReport {
  /** The number of orders that were open or whose outcome was unknown. */
  readonly checked: number
  /** The number of orders that never arrived at the exchange. */
  readonly lost: number
  /** The fills that the book did not have. */
  readonly fills: readonly BookFill[]
  /** The orders that may still be filled. */
  readonly open: readonly BookOrder[]
}

/**
 * Brings a book into line with the exchange: fetches every order of the account that is open, of unknown outcome or not
 * wholly booked, by its client order id, and stores its fills. It sends and cancels no order, and a second call changes
 * nothing. `now` is the exchange's time. Throws ExchangeUnavailableError where the exchange cannot be reached; what was
 * learned by then is kept.
 */
export async function reconcile(
  book: Book,
  account: string,
  exchange: Exchange,
  now: number,
): Promise<ReconcileReport> {
  const orders = book.unsettledOrders(account)
  for (const order of orders) await reconcileOrder(book, exchange, order, now)
  const fills = await reconcileFills(book, account, exchange, orders)
  const after = orders.map((order) => book.order(order.clientOrderId) ?? order)
  return {
    checked: orders.length,
    lost: after.filter((order) => order.state === 'lost').length,
    fills,
    open: after.filter((order) => isActiveState(order.state)),
  }
}

/** Fetches one order from the exchange and stores its state. */
export async function reconcileOrder(book: Book, exchange: Exchange, order: BookOrder, now: number): Promise<void> {
  if (!isActiveState(order.state)) return
  const answer = await exchange.fetchOrder(order.symbol, order.clientOrderId)
  if (answer) book.recordOrder(answer, now, 'asked')
  else if (now - order.time > LOST_ORDER_TIMEOUT) {
    book.recordState(order.clientOrderId, 'lost', now, 'the exchange does not know this order')
  }
}

/** Stores the new fills of these orders, by one request for each symbol that has a filled amount without its fills. */
export async function reconcileFills(
  book: Book,
  account: string,
  exchange: Exchange,
  orders: readonly BookOrder[],
): Promise<readonly BookFill[]> {
  const since = new Map<string, number>()
  for (const { clientOrderId } of orders) {
    const order = book.order(clientOrderId)
    if (!order || !order.filled.gt(order.booked)) continue
    since.set(order.symbol, Math.min(since.get(order.symbol) ?? Infinity, order.time))
  }
  const added: BookFill[] = []
  for (const [symbol, time] of since) {
    added.push(...book.recordFills(account, await exchange.fetchFills(symbol, time - CLOCK_MARGIN)))
  }
  return added
}

import { SECOND } from '../core/time.js'
import type { Exchange } from '../exchange/exchange.js'
import type { Book } from './book.js'
import { isActiveState, type BookFill, type BookOrder } from './records.js'

/**
 * A request that is older than this can no longer arrive at the exchange: it refuses what was signed longer ago than its
 * receive window, 10 s in every request of ours. Only then an order that it does not know was certainly never placed.
 */
export const LOST_ORDER_TIMEOUT = 15 * SECOND

/** Clocks differ a little, and an order's time is written before it is sent. */
const CLOCK_MARGIN = 10 * SECOND

export interface ReconcileReport {
  /** Orders whose outcome was unknown or open. */
  readonly checked: number
  /** Orders that never arrived. */
  readonly lost: number
  /** Fills that the book did not have. */
  readonly fills: readonly BookFill[]
  /** Orders that still may be filled. */
  readonly open: readonly BookOrder[]
}

/**
 * Brings a book into line with the exchange: asks for every order of the account whose outcome is unknown, open or not
 * wholly booked, by its client id, and takes over fills. Sends nothing and cancels nothing; doing it twice changes nothing.
 * `now` is the exchange's time. Throws ExchangeUnavailableError where it cannot be asked; what was learned by then is kept.
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

/** Asks the exchange for one order and writes down what it says. */
export async function reconcileOrder(book: Book, exchange: Exchange, order: BookOrder, now: number): Promise<void> {
  if (!isActiveState(order.state)) return
  const answer = await exchange.fetchOrder(order.symbol, order.clientOrderId)
  if (answer) book.recordOrder(answer, now, 'asked')
  else if (now - order.time > LOST_ORDER_TIMEOUT) {
    book.recordState(order.clientOrderId, 'lost', now, 'the exchange does not know this order')
  }
}

/** Takes over the fills of these orders; one request for each symbol in which something was filled that is not booked. */
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
  const taken: BookFill[] = []
  for (const [symbol, time] of since) {
    taken.push(...book.recordFills(account, await exchange.fetchFills(symbol, time - CLOCK_MARGIN)))
  }
  return taken
}

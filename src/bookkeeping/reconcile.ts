import type { Clock } from '../core/clock.js'
import { UserError } from '../core/errors.js'
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

/** An exchange may show the fills of an order a little later than its filled amount. */
const FILL_ATTEMPTS = 4
const FILL_WAIT = SECOND

/** The exchange says that more of an order is filled than it has fills to show: the book cannot be completed. */
export class MissingFillsError extends UserError {
  override readonly name = 'MissingFillsError'
}

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

export interface ReconcilerOptions {
  readonly book: Book
  readonly account: string
  readonly exchange: Exchange
  /** A clock that runs with the exchange's time; nothing is decided by it. */
  readonly clock: Clock
}

/**
 * Brings a book into line with the exchange. Orders are fetched by their client order ids and fills by their orders, so
 * that no wrong clock can make it miss one. All methods throw ExchangeUnavailableError where the exchange cannot be
 * reached; what was learned by then is kept.
 */
export interface Reconciler {
  /**
   * Fetches every order of the account that is open, of unknown outcome or not wholly booked, and stores its fills. It
   * sends and cancels no order, and a second call changes nothing. Throws MissingFillsError.
   */
  reconcile(): Promise<ReconcileReport>
  /** Fetches one order from the exchange and stores its state. */
  reconcileOrder(order: BookOrder): Promise<void>
  /** Stores the new fills of these orders. Throws MissingFillsError where the exchange does not show all of them. */
  reconcileFills(orders: readonly BookOrder[]): Promise<readonly BookFill[]>
}

export function openReconciler(options: ReconcilerOptions): Reconciler {
  const { book, account } = options
  const reconcileOrder = orderReconciler(options)
  const reconcileFills = async (orders: readonly BookOrder[]): Promise<readonly BookFill[]> => {
    const added: BookFill[] = []
    for (const { clientOrderId } of orders) added.push(...(await reconcileFillsOf(options, clientOrderId)))
    return added
  }
  return {
    reconcileOrder,
    reconcileFills,
    reconcile: async () => {
      const orders = book.unsettledOrders(account)
      for (const order of orders) await reconcileOrder(order)
      const fills = await reconcileFills(orders)
      const after = orders.map((order) => book.order(order.clientOrderId) ?? order)
      return {
        checked: orders.length,
        lost: after.filter((order) => order.state === 'lost').length,
        fills,
        open: after.filter((order) => isActiveState(order.state)),
      }
    },
  }
}

/**
 * An order that the exchange does not know is lost once the exchange still does not know it after the timeout, by the
 * exchange's own time: the machine's clock may have been wrong when the order was written, or may be wrong now.
 */
function orderReconciler({ book, exchange, clock }: ReconcilerOptions): Reconciler['reconcileOrder'] {
  const unknownSince = new Map<string, number>()
  return async ({ symbol, clientOrderId, state }) => {
    if (!isActiveState(state)) return
    const answer = await exchange.fetchOrder(symbol, clientOrderId)
    if (answer) {
      book.recordOrder(answer, clock.now(), 'asked')
      return
    }
    const now = await exchange.fetchTime()
    const since = unknownSince.get(clientOrderId) ?? now
    unknownSince.set(clientOrderId, since)
    if (now - since <= LOST_ORDER_TIMEOUT) return
    book.recordState(clientOrderId, 'lost', clock.now(), 'the exchange does not know this order')
  }
}

async function reconcileFillsOf(
  { book, account, exchange, clock }: ReconcilerOptions,
  clientOrderId: string,
): Promise<readonly BookFill[]> {
  const added: BookFill[] = []
  for (let attempt = 1; ; attempt++) {
    const order = book.order(clientOrderId)
    if (!order?.exchangeId || !order.filled.gt(order.bookedAmount)) return added
    if (attempt > FILL_ATTEMPTS) throw missingFillsError(order)
    if (attempt > 1) await clock.sleepUntil(clock.now() + FILL_WAIT)
    const { symbol, exchangeId } = order
    added.push(...book.recordFills(account, await exchange.fetchOrderFills({ symbol, clientOrderId, exchangeId })))
  }
}

function missingFillsError({ clientOrderId, symbol, side, filled, bookedAmount }: BookOrder): MissingFillsError {
  return new MissingFillsError(
    `order ${clientOrderId}: the exchange filled ${filled.toFixed()} of this ${side} of ${symbol} and shows fills of ${bookedAmount.toFixed()} only; trading has stopped, because the book does not know what is held. Start again once the exchange shows the missing fills`,
  )
}

import type { Book } from '../bookkeeping/book.js'
import type { Reconciler } from '../bookkeeping/reconcile.js'
import type { BookOrder, PlannedOrder, RunStart } from '../bookkeeping/records.js'
import type { Clock } from '../core/clock.js'
import { messageOf } from '../core/errors.js'
import { ExchangeUnavailableError, OrderRejectedError, OutcomeUnknownError } from '../exchange/exchange-errors.js'
import type { Exchange, OrderRequest } from '../exchange/exchange.js'
import type { LiveOrders } from './live-orders.js'

export interface OrderManagerOptions {
  readonly exchange: Exchange
  readonly book: Book
  readonly run: Pick<RunStart, 'id' | 'account'>
  readonly clock: Clock
  readonly reconciler: Reconciler
  readonly liveOrders: LiveOrders
  /** Milliseconds after which an unfilled order is cancelled. */
  readonly orderLife: number
}

/** Whether an error is a transient one of the exchange or the network, after which trading goes on. */
export function isTransient(error: unknown): boolean {
  return error instanceof ExchangeUnavailableError || error instanceof OutcomeUnknownError
}

/**
 * Writes an order into the book, sends it, and writes down the response. Without a response the order may be live: it
 * is never sent again, and only its state is fetched, now and later.
 */
export async function sendOrder(options: OrderManagerOptions, order: PlannedOrder): Promise<BookOrder> {
  const { exchange, book, run, clock, reconciler, liveOrders } = options
  const planned = book.planOrder(order, run, clock.now())
  liveOrders.add(order)
  try {
    book.recordOrder(await exchange.createOrder(requestOf(order)), clock.now(), 'answered')
  } catch (error) {
    if (error instanceof OrderRejectedError) {
      book.recordState(order.clientOrderId, 'rejected', clock.now(), error.message)
    } else {
      recordError(options, error, order.base, `${order.side} ${order.clientOrderId}`)
      await tolerateTransient(options, order, 'asking for', () => reconciler.reconcileOrder(planned))
    }
  }
  return planned
}

/** Cancels an order that is open or may be; an order that cannot be cancelled now leaves an error in the book. */
export async function cancelOrder(options: OrderManagerOptions, order: BookOrder): Promise<void> {
  const { exchange, book, clock, reconciler } = options
  const id = order.clientOrderId
  await tolerateTransient(options, order, 'cancelling', async () => {
    if (order.state === 'planned') await reconciler.reconcileOrder(order)
    if (book.order(id)?.state !== 'open') return
    book.recordOrder(await exchange.cancelOrder(order.symbol, id), clock.now(), 'cancelled')
  })
}

/** Runs `work`; a transient error is recorded in the book, any other is thrown. */
async function tolerateTransient(
  options: OrderManagerOptions,
  order: PlannedOrder,
  activity: string,
  work: () => Promise<void>,
): Promise<void> {
  try {
    await work()
  } catch (error) {
    recordError(options, error, order.base, `${activity} ${order.clientOrderId}`)
  }
}

function recordError({ book, run, clock }: OrderManagerOptions, error: unknown, base: string, activity: string): void {
  if (!isTransient(error) && !(error instanceof OrderRejectedError)) throw error
  book.recordAction({
    runId: run.id,
    time: clock.now(),
    kind: 'fault',
    base,
    detail: `${activity}: ${messageOf(error)}`,
  })
}

function requestOf({ symbol, side, price, amount, icebergAmount, clientOrderId }: PlannedOrder): OrderRequest {
  const request = { symbol, side, type: 'limit', price, amount, clientOrderId } as const
  return icebergAmount ? { ...request, icebergAmount } : request
}

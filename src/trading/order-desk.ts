import type { Book } from '../bookkeeping/book.js'
import { askOrder, takeFills } from '../bookkeeping/reconcile.js'
import { isLive, type ActionKind, type BookOrder, type PlannedOrder, type RunStart } from '../bookkeeping/records.js'
import type { Clock } from '../core/clock.js'
import { ZERO, type Decimal } from '../core/decimal.js'
import { messageOf } from '../core/errors.js'
import { SECOND } from '../core/time.js'
import { ExchangeUnavailable, OrderRejected, OutcomeUnknown } from '../exchange/exchange-error.js'
import type { Exchange, OrderRequest, Side } from '../exchange/exchange.js'

/** Sends orders and follows them until they are settled. Every step is in the book before the next one begins. */
export interface OrderDesk {
  /** Writes each order into the book, then sends it; stops between two orders once `signal` is aborted. */
  send(orders: readonly PlannedOrder[], signal: AbortSignal): Promise<void>
  /** Asks for the state of everything unsettled and takes over fills. */
  refresh(): Promise<void>
  /** When the next order is to be cancelled; undefined without open orders. */
  nextExpiry(): number | undefined
  /** Cancels what has been open for too long, and resolves to what was cancelled with a part unfilled. */
  expire(): Promise<readonly BookOrder[]>
  /** Cancels all that is open; whatever cannot be cancelled now is left to the next reconcile, with a recorded fault. */
  cancelAll(): Promise<void>
  /** Orders of that base that may still be filled. */
  openOrders(base: string): readonly BookOrder[]
  /** Quote that purchases of unknown outcome may have bound without the balances showing it. */
  doubtfulQuote(): Decimal
  /** How many orders this minute has had on that side. */
  usedParts(minute: number, base: string, side: Side): number
}

export interface DeskOptions {
  readonly exchange: Exchange
  readonly book: Book
  readonly run: Pick<RunStart, 'id' | 'account'>
  readonly clock: Clock
  /** Milliseconds until an order that is not filled is cancelled. */
  readonly orderLife: number
}

/** Before an order that could not be cancelled or asked for is tried again. */
const RETRY_AFTER = 5 * SECOND

export function openDesk(options: DeskOptions): OrderDesk {
  const { exchange, book, run, clock, orderLife } = options
  const retryAt = new Map<string, number>()
  const parts = new Map<string, number>()
  const live = (): BookOrder[] => book.unsettledOrders(run.account).filter((order) => isLive(order.state))
  const dueAt = (order: BookOrder): number => retryAt.get(order.clientOrderId) ?? order.time + orderLife
  const note = (kind: ActionKind, detail: string, base: string): void => {
    book.recordAction({ runId: run.id, time: clock.now(), kind, base, detail })
  }
  const fills = async (orders: readonly BookOrder[]): Promise<void> => {
    await takeFills(book, run.account, exchange, orders)
  }
  const cancel = async (order: BookOrder): Promise<void> => {
    try {
      await cancelOrder(options, order)
    } catch (error) {
      if (!isPassing(error) && !(error instanceof OrderRejected)) throw error
      note('fault', `cancelling ${order.clientOrderId}: ${messageOf(error)}`, order.base)
    }
    retryAt.set(order.clientOrderId, clock.now() + RETRY_AFTER)
  }
  const cancelEach = async (orders: readonly BookOrder[]): Promise<readonly BookOrder[]> => {
    for (const order of orders) await cancel(order)
    await fills(book.unsettledOrders(run.account))
    const after = orders.map((order) => book.order(order.clientOrderId) ?? order)
    return after.filter((order) => !isLive(order.state) && order.filled.lt(order.amount))
  }
  return {
    send: async (orders, signal) => {
      const sent: BookOrder[] = []
      for (const order of orders) {
        if (signal.aborted) break
        const key = `${order.minute}/${order.base}/${order.side}`
        parts.set(key, (parts.get(key) ?? 0) + 1)
        sent.push(await sendOrder(options, order, note))
      }
      await fills(sent)
    },
    refresh: async () => {
      const orders = book.unsettledOrders(run.account)
      for (const order of orders) await askOrder(book, exchange, order, clock.now())
      await fills(orders)
    },
    nextExpiry: () => {
      const times = live().map(dueAt)
      return times.length === 0 ? undefined : Math.min(...times)
    },
    expire: async () => {
      const due = live().filter((order) => dueAt(order) <= clock.now())
      return cancelEach(live().filter((order) => due.some((other) => isSameDecision(order, other))))
    },
    cancelAll: async () => {
      await cancelEach(live())
    },
    openOrders: (base) => live().filter((order) => order.base === base),
    doubtfulQuote: () => {
      const doubtful = live().filter((order) => order.state === 'planned' && order.side === 'buy')
      return doubtful.reduce((sum, order) => sum.plus(order.price.times(order.amount)), ZERO)
    },
    usedParts: (minute, base, side) => parts.get(`${minute}/${base}/${side}`) ?? 0,
  }
}

/** The parts of one decision end together, though they were sent one after the other. */
function isSameDecision(a: BookOrder, b: BookOrder): boolean {
  return a.base === b.base && a.side === b.side && a.minute === b.minute && a.runId === b.runId
}

/** Whether an error is one that the exchange or the way to it causes now and then, and that trading outlives. */
export function isPassing(error: unknown): boolean {
  return error instanceof ExchangeUnavailable || error instanceof OutcomeUnknown
}

type Note = (kind: ActionKind, detail: string, base: string) => void

async function sendOrder(options: DeskOptions, order: PlannedOrder, note: Note): Promise<BookOrder> {
  const { exchange, book, run, clock } = options
  const planned = book.planOrder(order, run, clock.now())
  try {
    book.recordOrder(await exchange.createOrder(requestOf(order)), clock.now(), 'answered')
  } catch (error) {
    if (error instanceof OrderRejected) {
      book.recordState(order.clientOrderId, 'rejected', clock.now(), error.message)
    } else if (isPassing(error)) {
      note('fault', `${order.side} ${order.clientOrderId}: ${messageOf(error)}`, order.base)
      await askQuietly(options, planned, note)
    } else throw error
  }
  return planned
}

/** The answer to an order was lost: it may live. It is never sent again; only its state is asked for, now and later. */
async function askQuietly({ exchange, book, clock }: DeskOptions, order: BookOrder, note: Note): Promise<void> {
  try {
    await askOrder(book, exchange, order, clock.now())
  } catch (error) {
    if (!isPassing(error)) throw error
    note('fault', `asking for ${order.clientOrderId}: ${messageOf(error)}`, order.base)
  }
}

async function cancelOrder({ exchange, book, clock }: DeskOptions, order: BookOrder): Promise<void> {
  await askIfPlanned(exchange, book, order, clock.now())
  const now = book.order(order.clientOrderId)
  if (now?.state !== 'open') return
  book.recordOrder(await exchange.cancelOrder(order.symbol, order.clientOrderId), clock.now(), 'cancelled')
}

async function askIfPlanned(exchange: Exchange, book: Book, order: BookOrder, now: number): Promise<void> {
  if (order.state === 'planned') await askOrder(book, exchange, order, now)
}

function requestOf({ symbol, side, price, amount, icebergAmount, clientOrderId }: PlannedOrder): OrderRequest {
  const request = { symbol, side, type: 'limit', price, amount, clientOrderId } as const
  return icebergAmount ? { ...request, icebergAmount } : request
}

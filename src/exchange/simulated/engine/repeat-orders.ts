import type { Decimal } from '../../../core/decimal.js'
import { UserError } from '../../../core/errors.js'
import { isoMinute } from '../../../core/time.js'
import { EngineError } from './engine-error.js'
import type { MatchingEngine } from './matching-engine.js'
import { isOpen, type NewOrder } from './simulated-order.js'

/** An order that an exchange had before it was started again, as its client knows it. */
export interface EarlierOrder extends NewOrder {
  readonly id: number
  /** The exchange's time of its arrival. */
  readonly time: number
  /** The exchange's time at which its client cancelled it. */
  readonly cancelTime?: number | undefined
  /** The amount that the client knows to be filled: all of it where the order has ended. */
  readonly filled: Decimal
  readonly hasEnded: boolean
}

/** What happened on an exchange until it was started again. */
export interface EarlierTrading {
  readonly orders: readonly EarlierOrder[]
  /** The exchange's time from which it goes on. */
  readonly until: number
}

/** The exchange cannot be brought to where it was: its candles or its rules are not those of then. */
export class RebuildError extends UserError {
  override readonly name = 'RebuildError'
}

/**
 * Brings a new engine to where an earlier one was, by placing and cancelling all orders again at their times: equal calls give equal
 * fills and equal ids. Throws RebuildError where an order does not come to the same as then.
 */
export function repeatOrders(engine: MatchingEngine, { orders, until }: EarlierTrading): void {
  for (const { time, order, isCancel } of callsOf(orders)) {
    engine.advance(time)
    try {
      if (isCancel) engine.cancel(order.symbol, { id: order.id })
      else requireSameId(order, engine.place(order).id)
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
      throw rebuildError(order, `${isCancel ? 'its cancellation' : 'it'} is refused now (${error.message})`)
    }
  }
  engine.advance(until)
  for (const order of orders) requireSameFills(engine, order)
}

interface Call {
  readonly time: number
  readonly order: EarlierOrder
  readonly isCancel: boolean
}

/** Of one moment, cancellations come first: what they release is spent by the orders that follow. */
function callsOf(orders: readonly EarlierOrder[]): Call[] {
  const calls = orders.flatMap((order): Call[] => [
    { time: order.time, order, isCancel: false },
    ...(order.cancelTime === undefined ? [] : [{ time: order.cancelTime, order, isCancel: true }]),
  ])
  const rank = ({ order, isCancel }: Call): number =>
    isCancel && order.cancelTime !== order.time ? -order.id : 2 * order.id + (isCancel ? 1 : 0)
  return calls.sort((a, b) => a.time - b.time || rank(a) - rank(b))
}

function requireSameId(order: EarlierOrder, id: number): void {
  if (id !== order.id) throw rebuildError(order, `its number was ${order.id} and is ${id} now`)
}

function requireSameFills(engine: MatchingEngine, order: EarlierOrder): void {
  const found = engine.find(order.symbol, { id: order.id })
  if (!found) throw rebuildError(order, 'it is not there')
  const isSame = order.hasEnded ? !isOpen(found) && found.filled.eq(order.filled) : found.filled.gte(order.filled)
  if (isSame) return
  throw rebuildError(order, `${order.filled.toFixed()} of it were filled, and now it is ${found.filled.toFixed()}`)
}

function rebuildError({ clientOrderId, side, symbol, time }: EarlierOrder, reason: string): RebuildError {
  return new RebuildError(
    `the exchange cannot be rebuilt: order ${clientOrderId} to ${side.toLowerCase()} ${symbol} at ${isoMinute(time)}: ${reason}`,
  )
}

import { isActiveState, type BookOrder, type PlannedOrder } from '../../bookkeeping/records.js'
import { computeExpiry, selectUnfilled } from '../order-life.js'
import type { OrderPlan } from '../plan-orders.js'
import { computeResale, selectPostponedSales } from '../step.js'
import { closeIn, floorMinute, viewBase, type BacktestState } from './backtest-state.js'

/** Performs the orders of a step, and notes what it refuses. */
export function executePlan(state: BacktestState, plan: OrderPlan): void {
  for (const base of selectPostponedSales(plan)) state.unfinishedSales.add(base)
  for (const { base, side, reason } of plan.refused)
    state.book.recordAction({ time: state.now, kind: 'refuse', base, detail: `${side}: ${reason}` })
  for (const order of plan.orders) sendOrder(state, order)
}

function sendOrder({ book, now, options, venueOrders, usedParts }: BacktestState, order: PlannedOrder): void {
  const { clientOrderId, minute, base, side } = order
  const parts = `${minute}/${base}/${side}`
  usedParts.set(parts, (usedParts.get(parts) ?? 0) + 1)
  book.planOrder(order, now)
  const placed = options.venue.place(order)
  if (!placed) return book.recordRejected(clientOrderId, now)
  venueOrders.set(clientOrderId, placed)
  book.recordOrder(clientOrderId, placed, now, 'answered')
}

/** Looks at every order that may have been filled since. */
export function reconcileOrders(state: BacktestState): void {
  for (const { clientOrderId } of state.book.liveOrders()) recordState(state, clientOrderId, 'asked')
}

function recordState({ book, venueOrders, now }: BacktestState, clientOrderId: string, detail: string): void {
  const order = venueOrders.get(clientOrderId)
  if (!order) return
  book.recordOrder(clientOrderId, order, now, detail)
  if (!isActiveState(book.order(clientOrderId).state)) venueOrders.delete(clientOrderId)
}

/** Cancels orders, and returns those that ended with a part unfilled. */
export function cancelOrders(state: BacktestState, orders: readonly BookOrder[]): BookOrder[] {
  const { book, options, venueOrders } = state
  for (const { clientOrderId, symbol } of orders) {
    const order = venueOrders.get(clientOrderId)
    if (!order) continue
    options.venue.cancel(symbol, order)
    recordState(state, clientOrderId, 'cancelled')
  }
  return selectUnfilled(orders.map(({ clientOrderId }) => book.order(clientOrderId)))
}

/** Advances to the end of a minute; orders that are due are cancelled and their sales placed again meanwhile. */
export function finishMinute(state: BacktestState, end: number): void {
  const { book, options } = state
  for (;;) {
    const { nextExpiry } = computeExpiry(book.liveOrders(), state.now, options)
    if (nextExpiry === undefined || nextExpiry >= end) return
    state.now = nextExpiry
    options.venue.advance(nextExpiry)
    for (const order of cancelOrders(state, computeExpiry(book.liveOrders(), state.now, options).cancels)) {
      recordCancelled(state, order)
      if (order.side === 'sell') state.unfinishedSales.add(order.base)
    }
    resell(state, (run) => closeIn(run, floorMinute(state.now)))
  }
}

/** Places unfinished sales again. */
export function resell(state: BacktestState, closeOf: (run: BacktestState['bases'][number]) => number): void {
  const { options, unfinishedSales } = state
  const minute = floorMinute(state.now)
  for (const run of state.bases.filter(({ base }) => unfinishedSales.has(base.name))) {
    const view = { ...viewBase(state, run, minute), close: closeOf(run), quote: options.venue.quote(run.base.symbol) }
    const resale = computeResale(view, { runId: options.runId, minute, rules: options.rules })
    if (!resale) continue
    executePlan(state, resale)
    if (!resale.isUnfinished) unfinishedSales.delete(run.base.name)
  }
}

function recordCancelled({ book, now }: BacktestState, order: BookOrder): void {
  const detail = `${order.side} ${order.clientOrderId}: ${order.filled.toFixed()} of ${order.amount.toFixed()} filled`
  book.recordAction({ time: now, kind: 'cancel', base: order.base, detail })
}

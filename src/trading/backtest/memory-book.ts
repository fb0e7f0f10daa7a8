import {
  isActiveState,
  type Action,
  type BookFill,
  type BookOrder,
  type OrderChange,
  type OrderState,
  type PlannedOrder,
} from '../../bookkeeping/records.js'
import { applyFill, type Position } from '../../bookkeeping/positions.js'
import { ZERO, type Decimal } from '../../core/decimal.js'
import { paidFor } from '../cash-balance.js'
import type { Decision } from '../decide.js'
import type { VenueOrder } from './backtest-venue.js'

/**
 * The book of a backtest, in memory: what the trader knows, which is the state of the venue when it last looked. It has the
 * records of the trading book and can be written into one.
 */
export interface MemoryBook {
  /** Writes an order before it is sent. */
  planOrder(order: PlannedOrder, time: number): void
  /** Stores what the venue says of an order, with the fills that are new. */
  recordOrder(clientOrderId: string, order: VenueOrder, time: number, detail: string): void
  recordRejected(clientOrderId: string, time: number): void
  recordAction(action: Omit<Action, 'runId'>): void
  recordDecisions(decisions: readonly Decision[]): void
  order(clientOrderId: string): BookOrder
  /** Orders that may still be filled, oldest first. */
  liveOrders(): readonly BookOrder[]
  hasLiveOrders(): boolean
  position(symbol: string): Position | undefined
  /** The quote that matches the positions. */
  cash(): Decimal
  readonly records: BacktestRecords
}

/** An order's change, with the order that it belongs to. */
export interface BacktestOrderChange extends OrderChange {
  readonly clientOrderId: string
}

/** All that a backtest recorded, each in the order in which it happened. */
export interface BacktestRecords {
  readonly orders: ReadonlyMap<string, BookOrder>
  readonly changes: readonly BacktestOrderChange[]
  readonly fills: readonly BookFill[]
  /** Decisions to buy or sell; those to do nothing are not recorded. */
  readonly decisions: readonly Decision[]
  readonly actions: readonly Omit<Action, 'runId'>[]
}

/** Who trades, and what there is at the start. */
export interface MemoryBookOptions {
  readonly runId: string
  readonly quote: string
  readonly startQuote: Decimal
}

/** A position, and what it was before the orders that may still bring fills out of order. */
interface PositionState {
  before: Position | undefined
  recent: BookFill[]
  now: Position | undefined
}

export function openMemoryBook({ runId, quote, startQuote }: MemoryBookOptions): MemoryBook {
  const orders = new Map<string, BookOrder>()
  const live = new Map<string, BookOrder>()
  const positions = new Map<string, PositionState>()
  const changes: BacktestOrderChange[] = []
  const fills: BookFill[] = []
  const decisions: Decision[] = []
  const actions: Omit<Action, 'runId'>[] = []
  let cash = startQuote
  const orderOf = (id: string): BookOrder => {
    const order = orders.get(id)
    if (!order) throw new RangeError(`order ${id} is not in the book`)
    return order
  }
  const store = (order: BookOrder, time: number, detail: string): void => {
    const { clientOrderId, state, filled, cost } = order
    orders.set(clientOrderId, order)
    if (isActiveState(state)) live.set(clientOrderId, order)
    else live.delete(clientOrderId)
    changes.push({ clientOrderId, time, state, filled, cost, detail })
  }
  const addFill = (fill: BookFill): void => {
    fills.push(fill)
    cash = cash.plus(paidFor(fill, quote))
    const state = positions.get(fill.symbol) ?? { before: undefined, recent: [], now: undefined }
    positions.set(fill.symbol, addToPosition(state, fill))
  }
  return {
    planOrder: (order, time) => {
      const { symbol } = order
      if (![...live.values()].some((other) => other.symbol === symbol)) settlePosition(positions.get(symbol))
      const account = runId
      const progress = { exchangeId: undefined, filled: ZERO, cost: ZERO, bookedAmount: ZERO, isComplete: false }
      store({ ...order, runId, account, time, state: 'planned', ...progress }, time, order.reason)
    },
    recordOrder: (clientOrderId, { exchangeId, filled, cost, status, fills: all }, time, detail) => {
      const before = orderOf(clientOrderId)
      const isNews = before.exchangeId === undefined || before.state !== status || !before.filled.eq(filled)
      if (!isNews) return
      const added = all.slice(countFills(before, all)).map((fill) => ({ ...fill, clientOrderId }))
      const isComplete = !isActiveState(status)
      store({ ...before, exchangeId, filled, cost, state: status, bookedAmount: filled, isComplete }, time, detail)
      for (const fill of added) addFill(fill)
    },
    recordRejected: (clientOrderId, time) => {
      const state: OrderState = 'rejected'
      store({ ...orderOf(clientOrderId), state, isComplete: true }, time, 'refused by the venue')
    },
    recordAction: (action) => void actions.push(action),
    recordDecisions: (made) => void decisions.push(...made.filter(({ act }) => act !== 'none')),
    order: orderOf,
    liveOrders: () => [...live.values()],
    hasLiveOrders: () => live.size > 0,
    position: (symbol) => positions.get(symbol)?.now,
    cash: () => cash,
    records: { orders, changes, fills, decisions, actions },
  }
}

/** How many of an order's fills are in the book. */
function countFills({ bookedAmount }: BookOrder, fills: VenueOrder['fills']): number {
  let booked = ZERO
  let count = 0
  while (count < fills.length && booked.lt(bookedAmount)) booked = booked.plus(fills[count++]?.amount ?? ZERO)
  return count
}

/** Fills of several orders come one order after the other; positions are summed up in the order of time all the same. */
function addToPosition(state: PositionState, fill: BookFill): PositionState {
  const last = state.recent.at(-1)
  const recent = [...state.recent, fill]
  if (!last || last.time <= fill.time) return { ...state, recent, now: positionAfter(state.now, [fill], fill.symbol) }
  recent.sort((a, b) => a.time - b.time)
  return { ...state, recent, now: positionAfter(state.before, recent, fill.symbol) }
}

function positionAfter(before: Position | undefined, fills: readonly BookFill[], symbol: string): Position | undefined {
  const positions = new Map(before ? [[symbol, before]] : [])
  for (const fill of fills) applyFill(positions, fill)
  return positions.get(symbol)
}

/** Without an open order no fill can come that is older than those that are there. */
function settlePosition(state: PositionState | undefined): void {
  if (!state) return
  state.before = state.now
  state.recent = []
}

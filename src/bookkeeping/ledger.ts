import type { BookDatabase } from './open-database.js'
import type { Decimal } from '../core/decimal.js'
import type { Fill, Order } from '../exchange/exchange.js'
import { parseFill, parseNumber, parseOrder, parseOrderChange } from './parse-rows.js'
import {
  isActiveState,
  type BookFill,
  type BookOrder,
  type OrderChange,
  type OrderState,
  type PlannedOrder,
} from './records.js'

/** The ledger follows each order from its plan to its last fill. */
export interface Ledger {
  /** Writes an order before it is sent. Throws where its client order id is in the book already. */
  planOrder(order: PlannedOrder, run: { readonly id: string; readonly account: string }, time: number): BookOrder
  /**
   * Stores the state that the exchange reports of an order; an order change is written only where something differs.
   */
  recordOrder(order: Order, time: number, detail?: string): void
  /** Sets a state that the exchange does not report, `rejected` or `lost`. */
  recordState(clientOrderId: string, state: OrderState, time: number, detail: string): void
  /**
   * Stores the fills that belong to orders of this book and are not in it yet, and returns those in ascending order.
   */
  recordFills(account: string, fills: readonly Fill[]): readonly BookFill[]
  order(clientOrderId: string): BookOrder | undefined
  /** Orders are sorted by the time at which they were written. */
  orders(account: string): readonly BookOrder[]
  /** Returns orders that may still be filled, or whose fills are not all in the book. */
  unsettledOrders(account: string): readonly BookOrder[]
  changes(clientOrderId: string): readonly OrderChange[]
  /** Fills are sorted by time. */
  fills(account: string): readonly BookFill[]
  /** Returns a cursor behind the last fill that is in the book now. */
  fillCursor(account: string): number
  /** Returns the fills that were stored after the cursor was taken. */
  fillsSince(account: string, cursor: number): readonly BookFill[]
}

export function openLedger(database: BookDatabase): Ledger {
  const reader = orderReader(database)
  return { ...reader, ...orderWriter(database, reader), ...fillLedger(database) }
}

type Reader = Pick<Ledger, 'order' | 'orders' | 'unsettledOrders' | 'changes'>

function orderReader(database: BookDatabase): Reader {
  const one = database.prepare('SELECT * FROM orders WHERE client_order_id = ?')
  const ofAccount = database.prepare('SELECT * FROM orders WHERE account = ? ORDER BY rowid')
  const unsettled = database.prepare('SELECT * FROM orders WHERE account = ? AND settled = 0 ORDER BY rowid')
  const changes = database.prepare('SELECT * FROM order_changes WHERE client_order_id = ? ORDER BY id')
  return {
    order: (clientOrderId) => one.all(clientOrderId).map(parseOrder)[0],
    orders: (account) => ofAccount.all(account).map(parseOrder),
    unsettledOrders: (account) => unsettled.all(account).map(parseOrder),
    changes: (clientOrderId) => changes.all(clientOrderId).map(parseOrderChange),
  }
}

function orderWriter(
  database: BookDatabase,
  reader: Reader,
): Pick<Ledger, 'planOrder' | 'recordOrder' | 'recordState'> {
  const insertOrder = prepareInsert(database)
  const updateOrder = prepareUpdate(database)
  const storedOrder = (clientOrderId: string): BookOrder => {
    const order = reader.order(clientOrderId)
    if (!order) throw new RangeError(`order ${clientOrderId} is not in the book`)
    return order
  }
  const plan = database.transaction(insertOrder)
  const record = database.transaction((order: Order, time: number, detail: string) => {
    const before = storedOrder(order.clientOrderId)
    if (isNews(before, order)) updateOrder(before, { ...order, state: order.status }, time, detail)
  })
  const set = database.transaction((clientOrderId: string, state: OrderState, time: number, detail: string) => {
    const before = storedOrder(clientOrderId)
    updateOrder(before, { ...before, state }, time, detail)
  })
  return {
    planOrder: (order, run, time) => {
      plan(order, run, time)
      return storedOrder(order.clientOrderId)
    },
    recordOrder: (order, time, detail = '') => record(order, time, detail),
    recordState: (clientOrderId, state, time, detail) => set(clientOrderId, state, time, detail),
  }
}

const INSERT_CHANGE =
  'INSERT INTO order_changes (client_order_id, time, state, filled, cost, detail) VALUES (?, ?, ?, ?, ?, ?)'

/** Prepares the function that writes a planned order and its first change. */
function prepareInsert(
  database: BookDatabase,
): (order: PlannedOrder, run: { readonly id: string; readonly account: string }, time: number) => void {
  const insert = database.prepare(
    `INSERT INTO orders (client_order_id, run_id, account, base, symbol, side, price, amount, iceberg_amount, minute,
     reason, time, state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, 'planned')`,
  )
  const insertChange = database.prepare(INSERT_CHANGE)
  return (order, run, time) => {
    const { clientOrderId: id, base, symbol, side, price, amount, icebergAmount, minute, reason } = order
    const money = [price.toFixed(), amount.toFixed(), icebergAmount?.toFixed() ?? null]
    insert.run(id, run.id, run.account, base, symbol, side, ...money, minute, reason, time)
    insertChange.run(id, time, 'planned', '0', '0', reason)
  }
}

/** The values of an order that change after it was written. */
interface OrderProgress {
  readonly state: OrderState
  readonly exchangeId: string | undefined
  readonly filled: Decimal
  readonly cost: Decimal
}

/** Prepares the function that updates an order and writes the change. */
function prepareUpdate(
  database: BookDatabase,
): (before: BookOrder, now: OrderProgress, time: number, detail: string) => void {
  const update = database.prepare(
    'UPDATE orders SET state = ?, exchange_id = ?, filled = ?, cost = ?, settled = ? WHERE client_order_id = ?',
  )
  const insertChange = database.prepare(INSERT_CHANGE)
  return ({ clientOrderId: id, bookedAmount }, { state, exchangeId, filled, cost }, time, detail) => {
    const settled = isComplete(state, filled, bookedAmount) ? 1 : 0
    update.run(state, exchangeId ?? null, filled.toFixed(), cost.toFixed(), settled, id)
    insertChange.run(id, time, state, filled.toFixed(), cost.toFixed(), detail)
  }
}

/** Responses can arrive late: an order that has ended never opens again, and the filled amount never shrinks. */
function isNews(before: BookOrder, order: Order): boolean {
  if (before.exchangeId === undefined) return true
  if (!isActiveState(before.state) && order.status === 'open') return false
  if (order.filled.lt(before.filled)) return false
  return before.state !== order.status || !before.filled.eq(order.filled) || !before.cost.eq(order.cost)
}

/** Whether nothing more will come of an order: it has ended, and all its fills are in the book. */
export function isComplete(state: OrderState, filled: Decimal, bookedAmount: Decimal): boolean {
  return !isActiveState(state) && bookedAmount.gte(filled)
}

function fillLedger(database: BookDatabase): Pick<Ledger, 'recordFills' | 'fills' | 'fillCursor' | 'fillsSince'> {
  const owner = database.prepare('SELECT * FROM orders WHERE account = ? AND symbol = ? AND exchange_id = ?')
  const insert = database.prepare('INSERT OR IGNORE INTO fills VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const book = database.prepare('UPDATE orders SET booked = ?, settled = ? WHERE client_order_id = ?')
  const select = database.prepare('SELECT * FROM fills WHERE account = ? ORDER BY time, rowid')
  const cursor = database.prepare('SELECT max(rowid) AS n FROM fills WHERE account = ?')
  const since = database.prepare('SELECT * FROM fills WHERE account = ? AND rowid > ? ORDER BY rowid')
  const store = (account: string, fill: Fill): readonly BookFill[] => {
    const order = owner.all(account, fill.symbol, fill.exchangeOrderId).map(parseOrder)[0]
    if (!order) return []
    const { clientOrderId: id } = order
    const { fee } = fill
    const money = [fill.price.toFixed(), fill.amount.toFixed(), fee.currency, fee.amount.toFixed()]
    const values = [account, fill.symbol, fill.id, id, fill.exchangeOrderId, fill.side, ...money]
    const { changes } = insert.run(...values, fill.maker ? 1 : 0, fill.time)
    if (changes === 0) return []
    const bookedAmount = order.bookedAmount.plus(fill.amount)
    book.run(bookedAmount.toFixed(), isComplete(order.state, order.filled, bookedAmount) ? 1 : 0, id)
    return [{ ...fill, clientOrderId: id }]
  }
  const storeAll = database.transaction((account: string, fills: readonly Fill[]) =>
    fills.flatMap((fill) => store(account, fill)),
  )
  return {
    recordFills: (account, fills) => (fills.length === 0 ? [] : storeAll(account, fills)),
    fills: (account) => select.all(account).map(parseFill),
    fillCursor: (account) => parseNumber(cursor.get(account)) ?? 0,
    fillsSince: (account, after) => since.all(account, after).map(parseFill),
  }
}

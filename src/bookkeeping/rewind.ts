import { ZERO } from '../core/decimal.js'
import { isComplete } from './ledger.js'
import type { BookDatabase } from './open-database.js'
import { parseFill, parseOrder, parseOrderChange } from './parse-rows.js'
import type { BookOrder, OrderChange, Run } from './records.js'

/** The part of a book by which a run on an exchange in its own process goes on after that process was killed. */
export interface Rewind {
  /**
   * Takes the run back to `time`: what it recorded from then on is removed, and it has not ended. Its exchange ended with its process and
   * is taken back too, so nothing that is removed exists anywhere else; a run on any other exchange must never be taken back.
   */
  rewindRun(run: Run, time: number): void
}

export function openRewind(database: BookDatabase): Rewind {
  const reopen = database.prepare('UPDATE runs SET ended = NULL, outcome = NULL WHERE id = ?')
  const remove = REMOVALS.map((sql) => database.prepare(sql))
  const restore = prepareRestore(database)
  const remaining = database.prepare('SELECT * FROM orders WHERE run_id = ?')
  const rewind = database.transaction((run: Run, time: number) => {
    if (run.mode !== 'replay') throw new RangeError(`run ${run.id} in mode ${run.mode} cannot be taken back`)
    for (const statement of remove) statement.run(run.id, time)
    for (const order of remaining.all(run.id).map(parseOrder)) restore(order)
    reopen.run(run.id)
  })
  return { rewindRun: (run, time) => rewind(run, time) }
}

/** What refers to something else goes before it. */
const REMOVALS: readonly string[] = [
  'DELETE FROM decisions WHERE run_id = ? AND minute >= ?',
  'DELETE FROM equity WHERE run_id = ? AND minute >= ?',
  'DELETE FROM balances WHERE run_id = ? AND time >= ?',
  'DELETE FROM actions WHERE run_id = ? AND time >= ?',
  'DELETE FROM fills WHERE client_order_id IN (SELECT client_order_id FROM orders WHERE run_id = ?) AND time >= ?',
  'DELETE FROM order_changes WHERE client_order_id IN (SELECT client_order_id FROM orders WHERE run_id = ?) AND time >= ?',
  'DELETE FROM orders WHERE run_id = ? AND time >= ?',
]

/** Prepares the function that gives an order the state of its last change and the amount of its fills that are left. */
function prepareRestore(database: BookDatabase): (order: BookOrder) => void {
  const changes = database.prepare('SELECT * FROM order_changes WHERE client_order_id = ? ORDER BY id DESC LIMIT 1')
  const fills = database.prepare('SELECT * FROM fills WHERE client_order_id = ?')
  const update = database.prepare(
    'UPDATE orders SET state = ?, filled = ?, cost = ?, booked = ?, settled = ? WHERE client_order_id = ?',
  )
  return ({ clientOrderId: id }) => {
    const last: OrderChange | undefined = changes.all(id).map(parseOrderChange)[0]
    if (!last) throw new RangeError(`order ${id} has no changes`)
    const booked = fills
      .all(id)
      .map(parseFill)
      .reduce((sum, { amount }) => sum.plus(amount), ZERO)
    const settled = isComplete(last.state, last.filled, booked) ? 1 : 0
    update.run(last.state, last.filled.toFixed(), last.cost.toFixed(), booked.toFixed(), settled, id)
  }
}

import type { BookDatabase } from './open-database.js'
import { z } from 'zod'
import { parseAction, parseBalance, parseDecision, parseFill, parseOrder } from './parse-rows.js'
import type { Action, BalanceRecord, BookFill, BookOrder, DecisionRecord } from './records.js'

export interface DecisionQuery {
  readonly runId: string
  readonly base?: string | undefined
  /** Limits the result to decisions to buy or sell. */
  readonly actedOnly?: boolean | undefined
  /** Limits the result to minutes before this one. */
  readonly before?: number | undefined
  readonly limit: number
}

/** Queries for the latest records of a run, newest first, which do not read all of a long run. */
export interface RunQueries {
  latestDecisions(query: DecisionQuery): readonly DecisionRecord[]
  decision(runId: string, base: string, minute: number): DecisionRecord | undefined
  /** Returns the close of each base in its last decision of the run. */
  lastCloses(runId: string): ReadonlyMap<string, number>
  latestOrders(runId: string, limit: number): readonly BookOrder[]
  latestFills(runId: string, limit: number): readonly BookFill[]
  latestActions(runId: string, limit: number): readonly Action[]
  /** Returns what was recorded of each base that cannot be traded, because its market is delisted or halted. */
  unavailableBases(runId: string): ReadonlyMap<string, string>
  /** Returns the last snapshot of a run. */
  latestBalances(runId: string): readonly BalanceRecord[]
}

const closeRow = z.object({ base: z.string(), close: z.number() })

export function openRunQueries(database: BookDatabase): RunQueries {
  const decisions = database.prepare(
    `SELECT * FROM decisions WHERE run_id = ? AND minute < ? AND (? IS NULL OR base = ?) AND (? = 0 OR act <> 'none')
     ORDER BY minute DESC, base LIMIT ?`,
  )
  const decision = database.prepare('SELECT * FROM decisions WHERE run_id = ? AND base = ? AND minute = ?')
  const closes = database.prepare(
    `SELECT base, close FROM decisions
     WHERE run_id = ? AND minute > (SELECT max(minute) FROM decisions WHERE run_id = ?) - ? ORDER BY minute`,
  )
  const orders = database.prepare('SELECT * FROM orders WHERE run_id = ? ORDER BY rowid DESC LIMIT ?')
  const fills = database.prepare(
    `SELECT fills.* FROM fills JOIN orders USING (client_order_id)
     WHERE run_id = ? ORDER BY fills.time DESC, fills.rowid DESC LIMIT ?`,
  )
  const actions = database.prepare('SELECT * FROM actions WHERE run_id = ? ORDER BY id DESC LIMIT ?')
  const availability = database.prepare(
    "SELECT * FROM actions WHERE run_id = ? AND kind IN ('unavailable', 'available') ORDER BY id",
  )
  const balances = database.prepare(
    `SELECT * FROM balances WHERE run_id = ? AND snapshot = (SELECT max(snapshot) FROM balances WHERE run_id = ?)
     ORDER BY currency`,
  )
  return {
    latestDecisions: ({ runId, base = null, actedOnly = false, before = Number.MAX_SAFE_INTEGER, limit }) =>
      decisions.all(runId, before, base, base, actedOnly ? 1 : 0, limit).map(parseDecision),
    decision: (runId, base, minute) => decision.all(runId, base, minute).map(parseDecision)[0],
    lastCloses: (runId) =>
      new Map(
        closes
          .all(runId, runId, LAST_CLOSE_WINDOW)
          .map((row) => closeRow.parse(row))
          .map(({ base, close }) => [base, close]),
      ),
    latestOrders: (runId, limit) => orders.all(runId, limit).map(parseOrder),
    latestFills: (runId, limit) => fills.all(runId, limit).map(parseFill),
    latestActions: (runId, limit) => actions.all(runId, limit).map(parseAction),
    unavailableBases: (runId) => {
      const found = new Map<string, string>()
      for (const { kind, base = '', detail } of availability.all(runId).map(parseAction)) {
        if (kind === 'unavailable') found.set(base, detail)
        else found.delete(base)
      }
      return found
    },
    latestBalances: (runId) => balances.all(runId, runId).map(parseBalance),
  }
}

/** A base can miss minutes: its close is looked for within so many milliseconds before the last decision. */
const LAST_CLOSE_WINDOW = 24 * 3_600_000

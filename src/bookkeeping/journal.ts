import type { BookDatabase } from './open-database.js'
import type { Balance } from '../exchange/exchange.js'
import { parseAction, parseBalance, parseNumber, parseDecision, parseRun } from './parse-rows.js'
import type { Action, BalanceRecord, DecisionRecord, Run, RunOutcome, RunStart } from './records.js'

/** The append-only part of a book holds runs, decisions, actions and balances. */
export interface Journal {
  startRun(run: RunStart): void
  endRun(runId: string, time: number, outcome: RunOutcome): void
  /** Runs are sorted by the time of their start. */
  runs(): readonly Run[]
  recordAction(action: Action): void
  actions(runId: string): readonly Action[]
  /** All decisions of a minute are written in one transaction. */
  recordDecisions(decisions: readonly DecisionRecord[]): void
  /** Decisions are sorted by minute, then by base. */
  decisions(runId: string): readonly DecisionRecord[]
  /** Returns the latest decision about a base in any run of the account. */
  lastDecision(account: string, base: string): DecisionRecord | undefined
  /** Returns the latest minute in which any run of the account made a decision. */
  lastMinute(account: string): number | undefined
  /** Writes a snapshot of all balances. */
  recordBalances(runId: string, time: number, balances: ReadonlyMap<string, Balance>): void
  /** Balances are sorted by snapshot, then by currency. */
  balances(runId: string): readonly BalanceRecord[]
}

export function openJournal(database: BookDatabase): Journal {
  return { ...runJournal(database), ...decisionJournal(database), ...balanceJournal(database) }
}

function runJournal(
  database: BookDatabase,
): Pick<Journal, 'startRun' | 'endRun' | 'runs' | 'recordAction' | 'actions'> {
  const insertRun = database.prepare(
    'INSERT INTO runs (id, account, mode, started, config, classifier_id, classifier_hash) VALUES (?, ?, ?, ?, ?, ?, ?)',
  )
  const end = database.prepare('UPDATE runs SET ended = ?, outcome = ? WHERE id = ?')
  const selectRuns = database.prepare('SELECT * FROM runs ORDER BY rowid')
  const insertAction = database.prepare('INSERT INTO actions (run_id, time, kind, base, detail) VALUES (?, ?, ?, ?, ?)')
  const selectActions = database.prepare('SELECT * FROM actions WHERE run_id = ? ORDER BY id')
  return {
    startRun: ({ id, account, mode, time, config, classifier }) => {
      insertRun.run(id, account, mode, time, config, classifier?.id ?? null, classifier?.hash ?? null)
    },
    endRun: (runId, time, outcome) => {
      end.run(time, outcome, runId)
    },
    runs: () => selectRuns.all().map(parseRun),
    recordAction: ({ runId, time, kind, base, detail }) => {
      insertAction.run(runId, time, kind, base ?? null, detail)
    },
    actions: (runId) => selectActions.all(runId).map(parseAction),
  }
}

function decisionJournal(
  database: BookDatabase,
): Pick<Journal, 'recordDecisions' | 'decisions' | 'lastDecision' | 'lastMinute'> {
  const insert = database.prepare('INSERT INTO decisions VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)')
  const select = database.prepare('SELECT * FROM decisions WHERE run_id = ? ORDER BY minute, base')
  const last = database.prepare(
    `SELECT decisions.* FROM decisions JOIN runs ON runs.id = run_id
     WHERE account = ? AND base = ? ORDER BY minute DESC LIMIT 1`,
  )
  const lastMinute = database.prepare(
    'SELECT max(minute) AS n FROM decisions JOIN runs ON runs.id = run_id WHERE account = ?',
  )
  const insertAll = database.transaction((decisions: readonly DecisionRecord[]) => {
    for (const { scores, ...row } of decisions) {
      const values = [scores?.hold ?? null, scores?.buy ?? null, scores?.sell ?? null]
      insert.run(
        row.runId,
        row.minute,
        row.base,
        row.candleTime,
        row.close,
        ...values,
        row.signal,
        row.act,
        row.reason,
        row.lossMinutes,
        row.held?.since ?? null,
        row.held?.peak ?? null,
      )
    }
  })
  return {
    recordDecisions: (decisions) => insertAll(decisions),
    decisions: (runId) => select.all(runId).map(parseDecision),
    lastDecision: (account, base) => last.all(account, base).map(parseDecision)[0],
    lastMinute: (account) => parseNumber(lastMinute.get(account)),
  }
}

function balanceJournal(database: BookDatabase): Pick<Journal, 'recordBalances' | 'balances'> {
  const latest = database.prepare('SELECT max(snapshot) AS n FROM balances WHERE run_id = ?')
  const insert = database.prepare('INSERT INTO balances VALUES (?, ?, ?, ?, ?, ?)')
  const select = database.prepare('SELECT * FROM balances WHERE run_id = ? ORDER BY snapshot, currency')
  const insertAll = database.transaction((runId: string, time: number, balances: ReadonlyMap<string, Balance>) => {
    const snapshot = (parseNumber(latest.get(runId)) ?? 0) + 1
    for (const [currency, { free, locked }] of balances) {
      insert.run(runId, snapshot, currency, time, free.toFixed(), locked.toFixed())
    }
  })
  return {
    recordBalances: (runId, time, balances) => insertAll(runId, time, balances),
    balances: (runId) => select.all(runId).map(parseBalance),
  }
}

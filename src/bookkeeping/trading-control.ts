import { exchangeOfAccount } from './account.js'
import type { BookDatabase } from './open-database.js'
import { parseEquity, parseHeartbeat, parseControlRecord } from './parse-rows.js'
import type { ControlCommand, ControlRecord, EquityRecord, Heartbeat } from './records.js'

/**
 * The control commands that are in force for an account. A pause is one of the account alone. A kill holds for every account of
 * the same exchange and mode, so that another name, or an exchange that was started again, is no way around it.
 */
export interface AccountState {
  /** The command that paused the account: the trader buys nothing new. */
  readonly paused: ControlRecord | undefined
  /** The command that killed the account, or another one of the exchange: its trader must end, and none may start. */
  readonly killed: ControlRecord | undefined
}

/** The part of a book through which a trader and its watchers exchange commands and state, also between processes. */
export interface TradingControl {
  recordCommand(command: ControlRecord): void
  /** Commands are sorted by the order in which they were recorded. */
  commands(account: string): readonly ControlRecord[]
  accountState(account: string): AccountState
  /** Replaces the heartbeat of the run. */
  recordHeartbeat(runId: string, heartbeat: Heartbeat): void
  heartbeat(runId: string): Heartbeat | undefined
  /** Adds the equity of a run by minute; an existing minute is replaced. */
  recordEquity(runId: string, equity: readonly EquityRecord[]): void
  /** Equity is sorted by minute; with `after` only later minutes are returned. */
  equity(runId: string, after?: number): readonly EquityRecord[]
  /** Returns the first and the last equity record of the run. */
  equityBounds(runId: string): { readonly first: EquityRecord | undefined; readonly last: EquityRecord | undefined }
}

export function openTradingControl(database: BookDatabase): TradingControl {
  return { ...controlCommands(database), ...heartbeats(database), ...equityJournal(database) }
}

function controlCommands(database: BookDatabase): Pick<TradingControl, 'recordCommand' | 'commands' | 'accountState'> {
  const insert = database.prepare('INSERT INTO wishes (account, time, wish, source) VALUES (?, ?, ?, ?)')
  const select = database.prepare('SELECT account, time, wish, source FROM wishes WHERE account = ? ORDER BY id')
  const last = database.prepare(
    `SELECT account, time, wish, source FROM wishes
     WHERE (account = ? OR substr(account, 1, length(?)) = ?) AND wish IN (?, ?) ORDER BY id DESC LIMIT 1`,
  )
  const inForce = (
    account: string,
    exchange: string | undefined,
    [command, opposite]: readonly [ControlCommand, ControlCommand],
  ): ControlRecord | undefined =>
    last
      .all(account, exchange ?? null, exchange ?? null, command, opposite)
      .map(parseControlRecord)
      .find((one) => one.command === command)
  return {
    recordCommand: ({ account, time, command, source }) => {
      insert.run(account, time, command, source)
    },
    commands: (account) => select.all(account).map(parseControlRecord),
    accountState: (account) => ({
      paused: inForce(account, undefined, ['pause', 'resume']),
      killed: inForce(account, exchangeOfAccount(account), ['kill', 'release']),
    }),
  }
}

function heartbeats(database: BookDatabase): Pick<TradingControl, 'recordHeartbeat' | 'heartbeat'> {
  const upsert = database.prepare(
    'INSERT INTO heartbeats VALUES (?, ?, ?) ON CONFLICT (run_id) DO UPDATE SET time = excluded.time, pid = excluded.pid',
  )
  const select = database.prepare('SELECT time, pid FROM heartbeats WHERE run_id = ?')
  return {
    recordHeartbeat: (runId, { time, pid }) => {
      upsert.run(runId, time, pid)
    },
    heartbeat: (runId) => select.all(runId).map(parseHeartbeat)[0],
  }
}

function equityJournal(database: BookDatabase): Pick<TradingControl, 'recordEquity' | 'equity' | 'equityBounds'> {
  const insert = database.prepare('INSERT OR REPLACE INTO equity VALUES (?, ?, ?)')
  const select = database.prepare('SELECT minute, equity FROM equity WHERE run_id = ? AND minute > ? ORDER BY minute')
  const first = database.prepare('SELECT minute, equity FROM equity WHERE run_id = ? ORDER BY minute LIMIT 1')
  const last = database.prepare('SELECT minute, equity FROM equity WHERE run_id = ? ORDER BY minute DESC LIMIT 1')
  const insertAll = database.transaction((runId: string, rows: readonly EquityRecord[]) => {
    for (const { minute, equity } of rows) insert.run(runId, minute, equity.toFixed())
  })
  return {
    recordEquity: (runId, equity) => {
      if (equity.length > 0) insertAll(runId, equity)
    },
    equity: (runId, after = -1) => select.all(runId, after).map(parseEquity),
    equityBounds: (runId) => ({
      first: first.all(runId).map(parseEquity)[0],
      last: last.all(runId).map(parseEquity)[0],
    }),
  }
}

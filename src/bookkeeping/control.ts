import type Database from 'libsql'
import type { EquityRecord, Heartbeat, WishRecord } from './records.js'
import { parseEquity, parseHeartbeat, parseWish } from './rows.js'

/** What is to become of an account's trading, and since when. */
export interface AccountState {
  /** The wish that holds: nothing new is bought. */
  readonly paused: WishRecord | undefined
  /** The wish that holds: the trader has to end, and none may begin. */
  readonly killed: WishRecord | undefined
}

/** The part of a book by which a trader and whoever watches it speak with each other, also from other processes. */
export interface Control {
  recordWish(wish: WishRecord): void
  /** In the order in which they were said. */
  wishes(account: string): readonly WishRecord[]
  accountState(account: string): AccountState
  /** Replaces the last sign of life of the run. */
  beat(runId: string, heartbeat: Heartbeat): void
  heartbeat(runId: string): Heartbeat | undefined
  /** Adds what a run was worth by the minute; a minute that is there already is replaced. */
  recordEquity(runId: string, equity: readonly EquityRecord[]): void
  /** By minute; from `after` on, exclusive, where it is given. */
  equity(runId: string, after?: number): readonly EquityRecord[]
  /** The first and the last of them. */
  equityEnds(runId: string): { readonly first: EquityRecord | undefined; readonly last: EquityRecord | undefined }
}

export function openControl(database: Database.Database): Control {
  return { ...wishControl(database), ...lifeSigns(database), ...equityJournal(database) }
}

function wishControl(database: Database.Database): Pick<Control, 'recordWish' | 'wishes' | 'accountState'> {
  const insert = database.prepare('INSERT INTO wishes (account, time, wish, source) VALUES (?, ?, ?, ?)')
  const select = database.prepare('SELECT account, time, wish, source FROM wishes WHERE account = ? ORDER BY id')
  const last = database.prepare(
    'SELECT account, time, wish, source FROM wishes WHERE account = ? AND wish IN (?, ?) ORDER BY id DESC LIMIT 1',
  )
  const holding = (account: string, wish: WishRecord['wish'], opposite: WishRecord['wish']): WishRecord | undefined =>
    last
      .all(account, wish, opposite)
      .map(parseWish)
      .find((one) => one.wish === wish)
  return {
    recordWish: ({ account, time, wish, source }) => {
      insert.run(account, time, wish, source)
    },
    wishes: (account) => select.all(account).map(parseWish),
    accountState: (account) => ({
      paused: holding(account, 'pause', 'resume'),
      killed: holding(account, 'kill', 'release'),
    }),
  }
}

function lifeSigns(database: Database.Database): Pick<Control, 'beat' | 'heartbeat'> {
  const upsert = database.prepare(
    'INSERT INTO heartbeats VALUES (?, ?, ?) ON CONFLICT (run_id) DO UPDATE SET time = excluded.time, pid = excluded.pid',
  )
  const select = database.prepare('SELECT time, pid FROM heartbeats WHERE run_id = ?')
  return {
    beat: (runId, { time, pid }) => {
      upsert.run(runId, time, pid)
    },
    heartbeat: (runId) => select.all(runId).map(parseHeartbeat)[0],
  }
}

function equityJournal(database: Database.Database): Pick<Control, 'recordEquity' | 'equity' | 'equityEnds'> {
  const insert = database.prepare('INSERT OR REPLACE INTO equity VALUES (?, ?, ?)')
  const select = database.prepare('SELECT minute, equity FROM equity WHERE run_id = ? AND minute > ? ORDER BY minute')
  const first = database.prepare('SELECT minute, equity FROM equity WHERE run_id = ? ORDER BY minute LIMIT 1')
  const last = database.prepare('SELECT minute, equity FROM equity WHERE run_id = ? ORDER BY minute DESC LIMIT 1')
  const insertAll = database.transaction((runId: string, rows: readonly EquityRecord[]) => {
    for (const { minute, equity } of rows) insert.run(runId, minute, equity.toFixed())
  })
  return {
    recordEquity: (runId, equity) => {
      if (equity.length > 0) insertAll.immediate(runId, equity)
    },
    equity: (runId, after = -1) => select.all(runId, after).map(parseEquity),
    equityEnds: (runId) => ({
      first: first.all(runId).map(parseEquity)[0],
      last: last.all(runId).map(parseEquity)[0],
    }),
  }
}

import type { Fill } from '../exchange/exchange.js'
import { openAccounts, type Accounts } from './accounts.js'
import { openBalanceRecords, type BalanceRecords } from './balance-records.js'
import { openJournal, type Journal } from './journal.js'
import { openLedger, type Ledger } from './ledger.js'
import { openDatabase, type Durability } from './open-database.js'
import { applyFill, positionsFromFills, type Adjustment, type Position } from './positions.js'
import type { BookFill } from './records.js'
import { openRewind, type Rewind } from './rewind.js'
import { openRunQueries, type RunQueries } from './run-queries.js'
import { openTradingControl, type TradingControl } from './trading-control.js'

/**
 * The book is one SQLite file of all decisions, orders, fills and balances, and it survives a crash at any moment. An
 * order is written before it is sent, and a fill is stored once, by the exchange's id of it.
 */
export interface Book extends Accounts, BalanceRecords, Journal, Ledger, TradingControl, RunQueries, Rewind {
  readonly file: string
  /**
   * Positions by symbol are the sums of the account's fills, less what was written off; holdings that this book did not
   * buy are not in them.
   */
  positions(account: string): ReadonlyMap<string, Position>
  close(): void
}

/**
 * Opens the book in `file` and creates it where it is missing; its folder must exist. Throws UserError where the file
 * is not a book or was written by a newer version.
 */
export function openBook(file: string, durability: Durability = 'powerCut'): Book {
  const database = openDatabase(file, durability)
  const ledger = openLedger(database)
  const accounts = openAccounts(database)
  const balances = openBalanceRecords(database)
  const rewind = openRewind(database)
  const positions = positionCache({ ...ledger, ...balances })
  return {
    file,
    ...openJournal(database),
    ...openTradingControl(database),
    ...openRunQueries(database),
    ...ledger,
    ...accounts,
    ...balances,
    recordAdjustment: (account, runId, adjustment) => {
      balances.recordAdjustment(account, runId, adjustment)
      positions.forget(account)
    },
    renameAccount: (from, to) => {
      accounts.renameAccount(from, to)
      positions.forget(from)
    },
    rewindRun: (run, time) => {
      rewind.rewindRun(run, time)
      positions.forget(run.account)
    },
    recordFills: (account, fills) => {
      const added = ledger.recordFills(account, fills)
      positions.add(account, added)
      return added
    },
    positions: (account) => positions.of(account),
    close: () => {
      database.close()
    },
  }
}

interface PositionCache {
  of(account: string): ReadonlyMap<string, Position>
  forget(account: string): void
  add(account: string, fills: readonly Fill[]): void
}

/** Each new fill updates the cached positions; a fill that arrives out of order makes them be summed up again. */
function positionCache(source: {
  readonly fills: (account: string) => readonly BookFill[]
  readonly adjustments: (account: string) => readonly Adjustment[]
}): PositionCache {
  const cache = new Map<string, { readonly positions: Map<string, Position>; last: number }>()
  const entryOf = (account: string): { readonly positions: Map<string, Position>; last: number } => {
    const fills = source.fills(account)
    const adjustments = source.adjustments(account)
    const last = Math.max(fills.at(-1)?.time ?? 0, ...adjustments.map(({ time }) => time))
    return { positions: positionsFromFills(fills, adjustments), last }
  }
  return {
    of: (account) => {
      const entry = cache.get(account) ?? entryOf(account)
      cache.set(account, entry)
      return new Map(entry.positions)
    },
    forget: (account) => void cache.delete(account),
    add: (account, fills) => {
      const entry = cache.get(account)
      if (!entry) return
      for (const fill of fills) {
        if (fill.time < entry.last) {
          cache.delete(account)
          return
        }
        applyFill(entry.positions, fill)
        entry.last = fill.time
      }
    },
  }
}

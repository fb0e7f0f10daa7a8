import type { BookDatabase } from './open-database.js'
import { z } from 'zod'

/** The accounts of a book. */
export interface Accounts {
  /** Returns every account that has had a run, in the order of the first ones. */
  accounts(): readonly string[]
  /**
   * Gives all that the book has of an account to a name that it does not have yet: runs, orders, fills and commands. Throws
   * where it has that name already.
   */
  renameAccount(from: string, to: string): void
}

/** The tables that name an account. */
export const ACCOUNT_TABLES = ['runs', 'orders', 'fills', 'wishes', 'balance_differences', 'adjustments'] as const

const accountRow = z.object({ account: z.string() })

export function openAccounts(database: BookDatabase): Accounts {
  const select = database.prepare('SELECT account FROM runs GROUP BY account ORDER BY min(rowid)')
  const updates = ACCOUNT_TABLES.map((table) => database.prepare(`UPDATE ${table} SET account = ? WHERE account = ?`))
  const accounts = (): string[] => select.all().map((row) => accountRow.parse(row).account)
  const rename = database.transaction((from: string, to: string) => {
    if (accounts().includes(to)) throw new RangeError(`the book has an account ${to} already`)
    for (const update of updates) update.run(to, from)
  })
  return { accounts, renameAccount: (from, to) => rename(from, to) }
}

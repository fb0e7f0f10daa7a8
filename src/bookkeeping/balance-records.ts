import { z } from 'zod'
import type { BalanceDifference } from './compare-balances.js'
import type { BookDatabase } from './open-database.js'
import { parseAdjustment, parseDifference } from './parse-rows.js'
import type { Adjustment } from './positions.js'

/** The part of a book that says where an account holds less than the book has, and what was written off for that. */
export interface BalanceRecords {
  /** Replaces the differences of an account; none means that account and book agree. */
  recordDifferences(account: string, time: number, differences: readonly BalanceDifference[]): void
  /** Returns the differences of the last comparison, in whatever run it was made. */
  differences(account: string): readonly BalanceDifference[]
  recordAdjustment(account: string, runId: string, adjustment: Adjustment): void
  /** Adjustments are sorted by the order in which they were recorded. */
  adjustments(account: string): readonly Adjustment[]
  /** Returns the coins that fees were taken from in the account's fills. */
  feeCurrencies(account: string): ReadonlySet<string>
}

const feeRow = z.object({ fee_currency: z.string() })

export function openBalanceRecords(database: BookDatabase): BalanceRecords {
  const clear = database.prepare('DELETE FROM balance_differences WHERE account = ?')
  const insert = database.prepare('INSERT INTO balance_differences VALUES (?, ?, ?, ?, ?)')
  const select = database.prepare('SELECT * FROM balance_differences WHERE account = ? ORDER BY currency')
  const adjust = database.prepare(
    'INSERT INTO adjustments (account, run_id, time, symbol, amount) VALUES (?, ?, ?, ?, ?)',
  )
  const adjustments = database.prepare('SELECT time, symbol, amount FROM adjustments WHERE account = ? ORDER BY id')
  const fees = database.prepare('SELECT DISTINCT fee_currency FROM fills WHERE account = ?')
  return {
    recordDifferences: database.transaction((account, time, differences) => {
      clear.run(account)
      for (const { currency, booked, balance } of differences) {
        insert.run(account, currency, time, booked.toFixed(), balance.toFixed())
      }
    }),
    differences: (account) => select.all(account).map(parseDifference),
    recordAdjustment: (account, runId, { time, symbol, amount }) => {
      adjust.run(account, runId, time, symbol, amount.toFixed())
    },
    adjustments: (account) => adjustments.all(account).map(parseAdjustment),
    feeCurrencies: (account) => new Set(fees.all(account).map((row) => feeRow.parse(row).fee_currency)),
  }
}

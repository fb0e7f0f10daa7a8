import type { RunMode } from './records.js'

/**
 * The account of an exchange whose positions a book keeps. It is known by the exchange, by whether its money is real, and by the
 * user's own name for it, never by a key: a key can be replaced while positions, open orders and the kill switch stay.
 */
export interface Account {
  /** The id of the exchange: `binance`, `kraken`, …. */
  readonly exchange: string
  readonly mode: Exclude<RunMode, 'replay'>
  readonly name: string
}

/** What the names of accounts begin with that come from books in which a key was the name. */
const EARLIER_NAME = 'key-'

/** The account as the book calls it: `binance/live/main`. A replay's account belongs to one run and has its id. */
export function accountId({ exchange, mode, name }: Account): string {
  return `${exchange}/${mode}/${name}`
}

/** What the ids of all accounts of the same exchange and mode begin with; undefined for the account of a replay. */
export function exchangeOfAccount(account: string): string | undefined {
  const [exchange, mode, name] = account.split('/')
  return mode === undefined || name === undefined ? undefined : `${exchange ?? ''}/${mode}/`
}

/** Those of `accounts` on the same exchange and in the same mode that are still named by an earlier key. */
export function findEarlierAccounts(accounts: readonly string[], { exchange, mode }: Account): string[] {
  const prefix = accountId({ exchange, mode, name: EARLIER_NAME })
  return accounts.filter((account) => account.startsWith(prefix))
}

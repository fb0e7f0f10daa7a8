import { accountId, findEarlierAccounts } from '../../bookkeeping/account.js'
import type { Book } from '../../bookkeeping/book.js'
import { RequestError } from '../../core/request-error.js'
import { isoMinute } from '../../core/time.js'
import type { TradeSession } from './trade-session.js'
import type { TradingVenue } from './venues.js'

/**
 * The account in the book that a trader goes on with, by the name of the request, else of the configuration. One whose name an
 * earlier version made of the key is taken over under that name where there is a single one. Throws RequestError where it must be
 * chosen among several, and where the exchange's time is before what the book has of the account.
 */
export function resolveAccount({ settings, context, book }: TradeSession, { mode, clock }: TradingVenue): string {
  const { exchange, trading } = context.workspace.config
  const name = settings.account ?? trading.account
  const account = accountId({ exchange: exchange.id, mode, name })
  const accounts = book.accounts()
  const earlier = findEarlierAccounts(accounts, { exchange: exchange.id, mode, name })
  const [first] = earlier
  if (!accounts.includes(account) && first !== undefined) {
    if (earlier.length > 1 && name === DEFAULT_NAME)
      throw severalAccounts(book, earlier, `${exchange.id} in mode ${mode}`)
    if (earlier.length === 1) {
      book.renameAccount(first, account)
      context.log(`the book's account ${first} goes on as ${account}`)
    }
  }
  requireTimeAfterBook(book, account, clock.now())
  return account
}

const DEFAULT_NAME = 'main'

function severalAccounts(book: Book, accounts: readonly string[], where: string): RequestError {
  const described = accounts.map((account) => {
    const name = account.split('/').at(-1) ?? account
    const last = book.lastMinute(account)
    return last === undefined ? name : `${name} (until ${isoMinute(last)})`
  })
  return new RequestError(
    `the book has ${accounts.length} accounts of ${where} that were named by their keys: ${described.join(', ')}; choose with {account} which to go on with, or a new name to begin another one. Nothing was traded`,
  )
}

/** An exchange that stands before what was traded on it is another one, or its clock is wrong: neither has these positions. */
function requireTimeAfterBook(book: Book, account: string, now: number): void {
  const last = book.lastMinute(account)
  if (last === undefined || last <= now) return
  throw new RequestError(
    `the exchange is at ${isoMinute(now)}, before ${isoMinute(last)}, the last minute that the book has of ${account}: it was started again, or its clock is wrong; begin another account with {account}, or let the exchange go on from there. Nothing was traded`,
  )
}

import type { Book } from '../bookkeeping/book.js'
import type { BookFill } from '../bookkeeping/records.js'
import { ZERO, type Decimal } from '../core/decimal.js'
import type { Balance } from '../exchange/exchange.js'

/**
 * An account's quote as it goes with the book's positions. The exchange's balance can be ahead of the fills that are in the
 * book, or behind them, while orders are open: taken together with the positions money would seem to be made or lost.
 */
export interface CashBalance {
  /** To be called with each answer of the exchange about the balances. */
  update(balances: ReadonlyMap<string, Balance>): void
  amount(): Decimal
}

/** The balance is believed when no order of the account is open; from there on the fills in the book are added. */
export function trackCashBalance(book: Book, account: string, quote: string): CashBalance {
  let known: { readonly amount: Decimal; readonly mark: number } | undefined
  return {
    update: (balances) => {
      if (known && book.unsettledOrders(account).length > 0) return
      const { free = ZERO, locked = ZERO } = balances.get(quote) ?? {}
      known = { amount: free.plus(locked), mark: book.fillCursor(account) }
    },
    amount: () =>
      known
        ? book.fillsSince(account, known.mark).reduce((sum, fill) => sum.plus(paidFor(fill, quote)), known.amount)
        : ZERO,
  }
}

/** What a fill changed the quote by. */
function paidFor({ side, price, amount, fee }: BookFill, quote: string): Decimal {
  const cost = price.times(amount)
  const paid = side === 'buy' ? cost.neg() : cost
  return fee.currency === quote ? paid.minus(fee.amount) : paid
}

import type { Book } from '../bookkeeping/book.js'
import type { BookFill } from '../bookkeeping/records.js'
import { ZERO, type Decimal } from '../core/decimal.js'
import type { Balance } from '../exchange/exchange.js'

/**
 * The quote balance of an account that matches the positions in the book. While orders are open the exchange's balance
 * can be ahead of the fills in the book, or behind them: added to the positions it would make the equity jump.
 */
export interface CashBalance {
  /** Must be called with each balance response of the exchange. */
  update(balances: ReadonlyMap<string, Balance>): void
  amount(): Decimal
}

/**
 * The exchange's balance counts while no order of the account is open; from then on the fills in the book are added to
 * it.
 */
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

/** Returns the change of the quote balance by a fill. */
function paidFor({ side, price, amount, fee }: BookFill, quote: string): Decimal {
  const cost = price.times(amount)
  const paid = side === 'buy' ? cost.neg() : cost
  return fee.currency === quote ? paid.minus(fee.amount) : paid
}

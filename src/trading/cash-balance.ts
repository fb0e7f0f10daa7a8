import type { Book } from '../bookkeeping/book.js'
import type { BookFill } from '../bookkeeping/records.js'
import { ZERO, type Decimal } from '../core/decimal.js'
import type { Balance } from '../exchange/exchange.js'

/**
 * The quote of an account that matches the positions in the book. While orders are open the exchange's balance can be
 * ahead of the fills in the book, or behind them: added to the positions it would make the equity jump. Quote that comes
 * or goes without an order of the book is no gain and no loss: it is counted apart.
 */
export interface CashBalance {
  /** Must be called with each balance response of the exchange. */
  update(balances: ReadonlyMap<string, Balance>): void
  /** Returns the quote, less what others moved since the first response. */
  amount(): Decimal
  /** Returns the quote that came (above zero) or went without an order of the book since the first response. */
  transferred(): Decimal
}

export interface CashOptions {
  readonly book: Book
  readonly account: string
  readonly quote: string
  /** Is called with each amount that others moved. */
  readonly onTransfer: (amount: Decimal) => void
}

/**
 * The exchange's balance counts while no order of the account is open; from then on the fills in the book are added to
 * it.
 */
export function trackCashBalance({ book, account, quote, onTransfer }: CashOptions): CashBalance {
  let known: { readonly amount: Decimal; readonly mark: number } | undefined
  let transferred = ZERO
  const expected = (): Decimal =>
    known
      ? book.fillsSince(account, known.mark).reduce((sum, fill) => sum.plus(paidFor(fill, quote)), known.amount)
      : ZERO
  return {
    update: (balances) => {
      if (known && book.unsettledOrders(account).length > 0) return
      const { free = ZERO, locked = ZERO } = balances.get(quote) ?? {}
      const amount = free.plus(locked)
      const moved = known ? amount.minus(expected()) : ZERO
      known = { amount, mark: book.fillCursor(account) }
      if (moved.isZero()) return
      transferred = transferred.plus(moved)
      onTransfer(moved)
    },
    amount: () => expected().minus(transferred),
    transferred: () => transferred,
  }
}

/** Returns the change of the quote balance by a fill. */
export function paidFor({ side, price, amount, fee }: BookFill, quote: string): Decimal {
  const cost = price.times(amount)
  const paid = side === 'buy' ? cost.neg() : cost
  return fee.currency === quote ? paid.minus(fee.amount) : paid
}

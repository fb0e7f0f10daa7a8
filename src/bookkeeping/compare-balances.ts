import { ZERO, type Decimal } from '../core/decimal.js'
import type { Balance } from '../exchange/exchange.js'
import type { Position } from './positions.js'
import type { BookOrder } from './records.js'

/** A coin of which an account holds less than the book has in it. */
export interface BalanceDifference {
  readonly currency: string
  /** The amount in the book. */
  readonly booked: Decimal
  /** The amount in the account, free or in orders. */
  readonly balance: Decimal
}

export interface ComparedBalances {
  readonly positions: ReadonlyMap<string, Position>
  /** The orders that may still be filled, or whose fills are not all in the book. */
  readonly unsettled: readonly BookOrder[]
  readonly balances: ReadonlyMap<string, Balance>
  /** The coins that fees of other markets were taken from. */
  readonly feeCoins: () => ReadonlySet<string>
}

/**
 * Finds the coins of which the account holds less than this book bought, to the last digit. An account may hold more: that
 * is not the book's. Quote is not compared, because no part of it is the book's own. Only what is in flight is tolerated:
 * the part of open sales whose fills are not in the book, and, while an order is open, a coin that pays fees.
 */
export function findDifferences({
  positions,
  unsettled,
  balances,
  feeCoins,
}: ComparedBalances): readonly BalanceDifference[] {
  return [...bookedAmounts(positions)].flatMap(([currency, booked]) => {
    const { free = ZERO, locked = ZERO } = balances.get(currency) ?? {}
    const balance = free.plus(locked)
    if (balance.plus(inFlight(currency, unsettled)).gte(booked)) return []
    return unsettled.length > 0 && feeCoins().has(currency) ? [] : [{ currency, booked, balance }]
  })
}

/** One line for people: `the account holds 1 FIL and the book has 2`. */
export function describeDifferences(differences: readonly BalanceDifference[]): string {
  const parts = differences.map(
    ({ currency, booked, balance }) => `${balance.toFixed()} ${currency} where the book has ${booked.toFixed()}`,
  )
  return `the account holds ${parts.join(', ')}`
}

function bookedAmounts(positions: ReadonlyMap<string, Position>): Map<string, Decimal> {
  const amounts = new Map<string, Decimal>()
  for (const { symbol, amount } of positions.values()) {
    const currency = baseOf(symbol)
    if (amount.gt(0)) amounts.set(currency, (amounts.get(currency) ?? ZERO).plus(amount))
  }
  return amounts
}

/** The amount that sales may have taken out of the account without its being in the book. */
function inFlight(currency: string, unsettled: readonly BookOrder[]): Decimal {
  return unsettled
    .filter(({ side, symbol }) => side === 'sell' && baseOf(symbol) === currency)
    .reduce((sum, { amount, bookedAmount }) => sum.plus(amount).minus(bookedAmount), ZERO)
}

function baseOf(symbol: string): string {
  return symbol.split('/')[0] ?? symbol
}

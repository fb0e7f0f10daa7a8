import type { Book } from '../bookkeeping/book.js'
import type { BookFill, BookOrder } from '../bookkeeping/records.js'
import { Decimal, ZERO } from '../core/decimal.js'

/** Summarises one run from the book alone. */
export interface TradeSummary {
  /** The number of orders that were written, and of those that ended in each way. */
  readonly orders: number
  readonly cancelled: number
  readonly rejected: number
  readonly lost: number
  readonly fills: readonly BookFill[]
  /** The number of sales of which something was filled; one that was placed again counts once, until more is bought. */
  readonly trades: number
  /** Fees by the coin that they were taken in. */
  readonly fees: ReadonlyMap<string, Decimal>
  /** Fees in quote at the prices of the fills; fees in a third coin are not in it. */
  readonly feesInQuote: Decimal
}

export function summariseRun(book: Book, account: string, runId: string): TradeSummary {
  const orders = new Map(
    book
      .orders(account)
      .filter((order) => order.runId === runId)
      .map((order) => [order.clientOrderId, order]),
  )
  const fills = book.fills(account).filter((fill) => orders.has(fill.clientOrderId))
  const count = (state: BookOrder['state']): number => [...orders.values()].filter((one) => one.state === state).length
  return {
    orders: orders.size,
    cancelled: count('cancelled'),
    rejected: count('rejected'),
    lost: count('lost'),
    fills,
    trades: countSales(fills),
    fees: feesOf(fills),
    feesInQuote: fills.reduce((sum, fill) => sum.plus(feeInQuote(fill)), ZERO),
  }
}

/** Successive sales of a base are one: what was not filled is placed again, in later minutes too. */
function countSales(fills: readonly BookFill[]): number {
  const selling = new Set<string>()
  let sales = 0
  for (const { symbol, side } of fills) {
    if (side === 'buy') selling.delete(symbol)
    else if (!selling.has(symbol)) {
      selling.add(symbol)
      sales++
    }
  }
  return sales
}

function feesOf(fills: readonly BookFill[]): Map<string, Decimal> {
  const fees = new Map<string, Decimal>()
  for (const { fee } of fills) fees.set(fee.currency, (fees.get(fee.currency) ?? ZERO).plus(fee.amount))
  return fees
}

function feeInQuote({ symbol, fee, price }: BookFill): Decimal {
  const [base, quote] = symbol.split('/')
  if (fee.currency === quote) return fee.amount
  return fee.currency === base ? fee.amount.times(price) : ZERO
}

/**
 * Computes the gain of sharing the stake equally over the bases at their first closes and selling all at the last ones,
 * after fees.
 */
export function buyAndHoldGain(
  first: ReadonlyMap<string, number>,
  last: ReadonlyMap<string, number>,
  fee: Decimal.Value,
): number {
  const gains = [...first].map(([base, from]) => {
    const to = new Decimal(last.get(base) ?? from).times(new Decimal(1).minus(fee))
    return to.div(new Decimal(from).times(new Decimal(1).plus(fee))).minus(1)
  })
  return gains.length === 0
    ? 0
    : Decimal.sum(...gains)
        .div(gains.length)
        .toNumber()
}

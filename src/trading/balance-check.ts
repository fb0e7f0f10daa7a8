import { describeDifferences, findDifferences, type BalanceDifference } from '../bookkeeping/compare-balances.js'
import { Decimal, ZERO } from '../core/decimal.js'
import type { Balance } from '../exchange/exchange.js'
import type { OrderManager } from './order-manager.js'
import type { TradeOptions } from './trade-options.js'

/** Watches that the account holds what the book has. Where it holds less nothing is bought until they agree again. */
export interface BalanceCheck {
  /** Compares the book with the balances of the last refresh; must be called after open orders were reconciled. */
  update(): Promise<void>
  /** Returns why nothing may be bought; undefined where account and book agree. */
  blockedReason(): string | undefined
  /** Writes off what the account does not hold, as a person has asked for, so that account and book agree. */
  acceptBalances(): Promise<void>
}

export interface BalanceCheckOptions {
  readonly options: TradeOptions
  readonly orderManager: Pick<OrderManager, 'reconcile'>
  readonly balances: () => ReadonlyMap<string, Balance>
  readonly refreshBalances: () => Promise<void>
}

export function openBalanceCheck({
  options,
  orderManager,
  balances,
  refreshBalances,
}: BalanceCheckOptions): BalanceCheck {
  const { book, run, clock } = options
  // A run names what an earlier one has found, too.
  let known: readonly BalanceDifference[] = []
  let isFirst = true
  const record = (detail: string): void =>
    book.recordAction({ runId: run.id, time: clock.now(), kind: 'balance', detail })
  const find = (): readonly BalanceDifference[] =>
    findDifferences({
      positions: book.positions(run.account),
      unsettled: book.unsettledOrders(run.account),
      balances: balances(),
      feeCoins: () => book.feeCurrencies(run.account),
    })
  const update = async (): Promise<void> => {
    let found = find()
    // A fill may have come between orders and balances: what is new must be there in a second look.
    if (found.length > 0 && !isSame(found, known)) {
      await orderManager.reconcile()
      await refreshBalances()
      found = find()
    }
    const before = isFirst ? book.differences(run.account) : known
    isFirst = false
    if (isSame(found, known) && isSame(found, before)) return
    book.recordDifferences(run.account, clock.now(), found)
    record(
      found.length > 0
        ? `${describeDifferences(found)}: nothing is bought until they agree`
        : 'the account holds what the book has again',
    )
    known = found
  }
  return {
    update,
    blockedReason: () => (known.length > 0 ? describeDifferences(known) : undefined),
    acceptBalances: async () => {
      await update()
      for (const { symbol, amount } of writeOffs(options, known)) {
        book.recordAdjustment(run.account, run.id, { time: clock.now(), symbol, amount })
        record(`${amount.toFixed()} of ${symbol} are written off: the account does not hold them`)
      }
      await update()
    },
  }
}

/** The amounts by which positions are reduced; a coin that is held in several markets loses them one after the other. */
function writeOffs(
  { book, run }: TradeOptions,
  differences: readonly BalanceDifference[],
): { readonly symbol: string; readonly amount: Decimal }[] {
  const positions = [...book.positions(run.account).values()]
  return differences.flatMap(({ currency, booked, balance }) => {
    let missing = booked.minus(balance)
    return positions
      .filter(({ symbol }) => symbol.startsWith(`${currency}/`))
      .flatMap(({ symbol, amount: owned }) => {
        const amount = Decimal.min(owned, missing)
        missing = missing.minus(amount)
        return amount.gt(ZERO) ? [{ symbol, amount }] : []
      })
  })
}

function isSame(a: readonly BalanceDifference[], b: readonly BalanceDifference[]): boolean {
  return describeDifferences(a) === describeDifferences(b)
}

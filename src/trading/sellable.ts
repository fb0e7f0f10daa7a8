import { Decimal, ZERO } from '../core/decimal.js'
import type { BaseState, TradingSession } from './session.js'

/** Only what this book bought; with adopted holdings all that is free, less what is blocked. */
export function sellableAmountOf({ options, balances }: TradingSession, { traded, rules }: BaseState): Decimal {
  const free = balances().get(rules.base)?.free ?? ZERO
  if (options.config.adoptHoldings) return Decimal.max(ZERO, free.minus(traded.blocked ?? 0))
  return Decimal.min(options.book.positions(options.run.account).get(traded.symbol)?.amount ?? ZERO, free)
}

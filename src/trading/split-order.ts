import { Decimal, ceilTo, floorTo } from '../core/decimal.js'
import type { MarketRules } from '../exchange/exchange.js'
import type { OrderTerms } from './order-limits.js'

export interface SplitRules {
  /** An order above this quote amount is split. */
  readonly orderMaxQuote: Decimal
  /** A resting order above this quote amount shows only parts of this size. */
  readonly icebergQuote: Decimal
  readonly icebergMaxParts: number
}

/**
 * Splits `amount`, rounded down to the step of the market, into orders of at most `orderMaxQuote` quote. The parts
 * differ by one step at most, so that none of them is a remainder too small to be sent. Every order above
 * `icebergQuote` is an iceberg where the market allows it, because even an order that crosses the spread may come to
 * rest with its remainder. The result is empty where not even one step fits into an order.
 */
export function splitOrder(amount: Decimal, price: Decimal, market: MarketRules, rules: SplitRules): OrderTerms[] {
  const step = market.amountStep
  const whole = floorTo(amount, step)
  const max = maxAmountPerOrder(price, market, rules)
  if (!whole.gt(0) || !max.gt(0)) return []
  const parts = whole.div(max).ceil().toNumber()
  const even = floorTo(whole.div(parts), step)
  const larger = step.isZero() ? 0 : whole.minus(even.times(parts)).div(step).round().toNumber()
  return Array.from({ length: parts }, (_, part) => {
    const share = part < larger ? even.plus(step) : even
    return { price, amount: share, icebergAmount: icebergAmount(share, price, market, rules) }
  })
}

function maxAmountPerOrder(price: Decimal, market: MarketRules, rules: SplitRules): Decimal {
  const quote = market.maxCost ? Decimal.min(rules.orderMaxQuote, market.maxCost) : rules.orderMaxQuote
  const max = floorTo(quote.div(price), market.amountStep)
  return market.maxAmount ? Decimal.min(max, floorTo(market.maxAmount, market.amountStep)) : max
}

function icebergAmount(amount: Decimal, price: Decimal, market: MarketRules, rules: SplitRules): Decimal | undefined {
  const cost = amount.times(price)
  if (market.maxIcebergParts === undefined || !cost.gt(rules.icebergQuote)) return undefined
  const max = Math.min(rules.icebergMaxParts, market.maxIcebergParts)
  const parts = Decimal.min(max, cost.div(rules.icebergQuote).ceil())
  const shown = ceilTo(amount.div(parts), market.amountStep)
  return parts.gt(1) && shown.lt(amount) && shown.gte(market.minAmount ?? 0) ? shown : undefined
}

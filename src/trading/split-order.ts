import { Decimal, ceilTo, floorTo } from '../core/decimal.js'
import type { MarketRules } from '../exchange/exchange.js'
import type { OrderTerms } from './order-limits.js'

export interface SplitRules {
  /** An order above this much quote is split. */
  readonly orderMaxQuote: Decimal
  /** An order above this much quote shows only parts of this size while it rests. */
  readonly icebergQuote: Decimal
  readonly icebergMaxParts: number
}

/**
 * Orders of at most `orderMaxQuote` quote that together make up `amount`, rounded down to the market's step. The parts
 * differ by one step at most, so that none of them is a remainder too small to be sent. Every order above `icebergQuote`
 * is an iceberg where the market takes them: even one that crosses the spread may come to rest with what is left of it.
 * Empty where not even one step fits into an order.
 */
export function splitOrder(amount: Decimal, price: Decimal, market: MarketRules, rules: SplitRules): OrderTerms[] {
  const step = market.amountStep
  const whole = floorTo(amount, step)
  const most = mostPerOrder(price, market, rules)
  if (!whole.gt(0) || !most.gt(0)) return []
  const parts = whole.div(most).ceil().toNumber()
  const even = floorTo(whole.div(parts), step)
  const larger = step.isZero() ? 0 : whole.minus(even.times(parts)).div(step).round().toNumber()
  return Array.from({ length: parts }, (_, part) => {
    const share = part < larger ? even.plus(step) : even
    return { price, amount: share, icebergAmount: icebergAmount(share, price, market, rules) }
  })
}

function mostPerOrder(price: Decimal, market: MarketRules, rules: SplitRules): Decimal {
  const quote = market.maxCost ? Decimal.min(rules.orderMaxQuote, market.maxCost) : rules.orderMaxQuote
  const most = floorTo(quote.div(price), market.amountStep)
  return market.maxAmount ? Decimal.min(most, floorTo(market.maxAmount, market.amountStep)) : most
}

function icebergAmount(amount: Decimal, price: Decimal, market: MarketRules, rules: SplitRules): Decimal | undefined {
  const cost = amount.times(price)
  if (market.maxIcebergParts === undefined || !cost.gt(rules.icebergQuote)) return undefined
  const most = Math.min(rules.icebergMaxParts, market.maxIcebergParts)
  const parts = Decimal.min(most, cost.div(rules.icebergQuote).ceil())
  const shown = ceilTo(amount.div(parts), market.amountStep)
  return parts.gt(1) && shown.lt(amount) && shown.gte(market.minAmount ?? 0) ? shown : undefined
}

import { isMultipleOf, type Decimal } from '../core/decimal.js'
import type { MarketRules } from '../exchange/exchange.js'

/** The terms of an order that the limits of an exchange apply to. */
export interface OrderTerms {
  readonly price: Decimal
  readonly amount: Decimal
  readonly icebergAmount: Decimal | undefined
}

/**
 * Describes the first limit of the market that an order violates; undefined where the exchange has no reason to refuse
 * it. `openOrders` is the number of orders that are open in this market already.
 */
export function findViolatedLimit(order: OrderTerms, rules: MarketRules, openOrders: number): string | undefined {
  if (!rules.active) return `${rules.symbol} is not traded at the moment`
  return (
    violatedRange('amount', order.amount, rules.minAmount, rules.maxAmount, rules.amountStep) ??
    violatedRange('price', order.price, rules.minPrice, rules.maxPrice, rules.priceStep) ??
    violatedRange('cost', order.price.times(order.amount), rules.minCost, rules.maxCost) ??
    violatedIceberg(order, rules) ??
    violatedCount(rules, openOrders)
  )
}

function violatedRange(
  name: string,
  value: Decimal,
  min: Decimal | undefined,
  max: Decimal | undefined,
  step?: Decimal,
): string | undefined {
  const text = `${name} ${value.toFixed()}`
  if (!value.gt(0)) return `${text}: must be above 0`
  if (min && value.lt(min)) return `${text}: the market's minimum is ${min.toFixed()}`
  if (max && value.gt(max)) return `${text}: the market's maximum is ${max.toFixed()}`
  if (step && !isMultipleOf(value, step)) return `${text}: not a multiple of the market's step ${step.toFixed()}`
  return undefined
}

function violatedIceberg({ amount, icebergAmount }: OrderTerms, rules: MarketRules): string | undefined {
  if (!icebergAmount) return undefined
  if (rules.maxIcebergParts === undefined) return `${rules.symbol} takes no iceberg orders`
  const violated = violatedRange('iceberg part', icebergAmount, rules.minAmount, rules.maxAmount, rules.amountStep)
  if (violated) return violated
  const parts = amount.div(icebergAmount).ceil()
  return parts.gt(rules.maxIcebergParts)
    ? `${parts.toFixed()} iceberg parts: the market's maximum is ${rules.maxIcebergParts}`
    : undefined
}

function violatedCount(rules: MarketRules, openOrders: number): string | undefined {
  if (rules.maxOpenOrders === undefined || openOrders < rules.maxOpenOrders) return undefined
  return `${openOrders} orders are open in ${rules.symbol}: the market's maximum is ${rules.maxOpenOrders}`
}

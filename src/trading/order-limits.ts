import { isMultipleOf, type Decimal } from '../core/decimal.js'
import type { MarketRules } from '../exchange/exchange.js'

/** The parts of an order that an exchange's limits speak about. */
export interface OrderTerms {
  readonly price: Decimal
  readonly amount: Decimal
  readonly icebergAmount: Decimal | undefined
}

/**
 * The first limit of the market that an order breaks, in words; undefined where the exchange has no reason to refuse it.
 * `openOrders` is the number of orders that are open in this market already.
 */
export function findViolatedLimit(order: OrderTerms, rules: MarketRules, openOrders: number): string | undefined {
  if (!rules.active) return `${rules.symbol} is not traded at the moment`
  return (
    brokenRange('amount', order.amount, rules.minAmount, rules.maxAmount, rules.amountStep) ??
    brokenRange('price', order.price, rules.minPrice, rules.maxPrice, rules.priceStep) ??
    brokenRange('cost', order.price.times(order.amount), rules.minCost, rules.maxCost) ??
    brokenIceberg(order, rules) ??
    brokenCount(rules, openOrders)
  )
}

function brokenRange(
  name: string,
  value: Decimal,
  least: Decimal | undefined,
  most: Decimal | undefined,
  step?: Decimal,
): string | undefined {
  const text = `${name} ${value.toFixed()}`
  if (!value.gt(0)) return `${text}: must be above 0`
  if (least && value.lt(least)) return `${text}: the market's least is ${least.toFixed()}`
  if (most && value.gt(most)) return `${text}: the market's most is ${most.toFixed()}`
  if (step && !isMultipleOf(value, step)) return `${text}: not a multiple of the market's step ${step.toFixed()}`
  return undefined
}

function brokenIceberg({ amount, icebergAmount }: OrderTerms, rules: MarketRules): string | undefined {
  if (!icebergAmount) return undefined
  if (rules.maxIcebergParts === undefined) return `${rules.symbol} takes no iceberg orders`
  const broken = brokenRange('iceberg part', icebergAmount, rules.minAmount, rules.maxAmount, rules.amountStep)
  if (broken) return broken
  const parts = amount.div(icebergAmount).ceil()
  return parts.gt(rules.maxIcebergParts)
    ? `${parts.toFixed()} iceberg parts: the market's most is ${rules.maxIcebergParts}`
    : undefined
}

function brokenCount(rules: MarketRules, openOrders: number): string | undefined {
  if (rules.maxOpenOrders === undefined || openOrders < rules.maxOpenOrders) return undefined
  return `${openOrders} orders are open in ${rules.symbol}: the market's most is ${rules.maxOpenOrders}`
}

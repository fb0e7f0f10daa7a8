import { isMultipleOf, type Decimal } from '../core/decimal.js'
import type { MarketRules, Side } from '../exchange/exchange.js'

/** The terms of an order that the limits of an exchange apply to. */
export interface OrderTerms {
  readonly price: Decimal
  readonly amount: Decimal
  readonly icebergAmount: Decimal | undefined
}

/** How far the price of an order may be from the last close, as shares of it. */
export interface PriceBand {
  /** To either side: what falls or rises by so much within a minute is not bought. */
  readonly buy: Decimal
  /** Below it: a better price than the last one is always welcome. */
  readonly sell: Decimal
}

/**
 * Describes by how much the price of an order is outside of the band around the last close; undefined where it is inside. Nothing
 * is bought where no close is known; a sale is allowed then, because staying in is the greater risk.
 */
export function findPriceDeviation(side: Side, price: Decimal, close: number, band: PriceBand): string | undefined {
  if (!(close > 0)) return side === 'buy' ? 'there is no close that the price could be compared with' : undefined
  const deviation = price.div(close).minus(1)
  const isInside = side === 'buy' ? deviation.abs().lte(band.buy) : deviation.gte(band[side].neg())
  if (isInside) return undefined
  const where = deviation.gt(0) ? 'above' : 'below'
  return `price ${price.toFixed()} is ${percent(deviation.abs())} ${where} the last close ${close}: ${BAND_KEY}.${side} allows ${percent(band[side])}`
}

const BAND_KEY = 'trading.priceBand'

/** Whether the reason why an order was not sent is one that `findPriceDeviation` gave. */
export function isPriceDeviation(reason: string): boolean {
  return reason.includes(BAND_KEY)
}

function percent(share: Decimal): string {
  return `${share.times(100).toSignificantDigits(4).toFixed()} %`
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

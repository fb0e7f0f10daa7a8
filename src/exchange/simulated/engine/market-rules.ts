import type { Decimal } from '../../../core/decimal.js'
import type { MarketRules } from '../../exchange.js'
import type { FillRules } from './fill-rules.js'
import type { SimulatedMarket } from './simulated-market.js'

/** The rules of a market as a client of the simulated exchange reads them out of its filters. */
export function marketRulesOf(
  { base, quote, filters, closing, now }: SimulatedMarket,
  { makerFee, takerFee }: Pick<FillRules, 'makerFee' | 'takerFee'>,
): MarketRules {
  return {
    symbol: `${base}/${quote}`,
    base,
    quote,
    active: now < closing.tradingEnd,
    priceStep: filters.tickSize,
    amountStep: filters.stepSize,
    minPrice: aboveZero(filters.minPrice),
    maxPrice: aboveZero(filters.maxPrice),
    minAmount: aboveZero(filters.minQuantity),
    maxAmount: aboveZero(filters.maxQuantity),
    minCost: aboveZero(filters.minNotional),
    maxCost: aboveZero(filters.maxNotional),
    maxIcebergParts: filters.icebergParts,
    maxOpenOrders: filters.maxOrders,
    makerFee,
    takerFee,
  }
}

/** A limit of zero is no limit. */
function aboveZero(value: Decimal): Decimal | undefined {
  return value.gt(0) ? value : undefined
}

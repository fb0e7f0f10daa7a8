import type { PlannedOrder } from '../bookkeeping/records.js'
import { Decimal, ZERO, ceilTo, floorTo } from '../core/decimal.js'
import { sha256 } from '../core/hash.js'
import type { Side } from '../exchange/exchange.js'
import type { Decision, WatchedBase } from './decide.js'
import { findPriceDeviation, findViolatedLimit, type OrderTerms, type PriceBand } from './order-limits.js'
import { splitOrder, type SplitRules } from './split-order.js'

export interface PlanRules extends SplitRules {
  /** The largest quote amount that one decision may spend over all bases that are to be bought. */
  readonly maxQuote: Decimal
  readonly priceBand: PriceBand
  /** The largest quote amount that a purchase of one base may spend; left out: all of its share. */
  readonly stake?: Decimal | undefined
}

/** An order that is not sent, with the reason. */
export interface RefusedOrder {
  readonly base: string
  readonly side: Side
  readonly reason: string
  /** Whether it is the price alone that forbids it, so that it may be sent once the price is near the market's again. */
  readonly isPriceDeviation: boolean
}

export interface OrderPlan {
  readonly orders: readonly PlannedOrder[]
  readonly refused: readonly RefusedOrder[]
}

/** A decision that calls for orders, with the state of its base. */
export interface OrderIntent {
  readonly view: WatchedBase
  readonly decision: Pick<Decision, 'minute' | 'act' | 'reason'>
}

/**
 * Turns decisions into orders within the limits of the market, sales first. Purchases share the free quote, at most
 * `maxQuote`, equally. The fee is set aside beforehand, in whichever coin it is taken, so that no plan can spend more
 * than there is.
 */
export function planOrders(
  intents: readonly OrderIntent[],
  freeQuote: Decimal,
  rules: PlanRules,
  runId: string,
): OrderPlan {
  const sales = intents.filter(({ decision }) => decision.act === 'sell')
  const purchases = intents.filter(({ decision }) => decision.act === 'buy')
  const budget = Decimal.max(ZERO, Decimal.min(freeQuote, rules.maxQuote))
  const equal = purchases.length > 0 ? budget.div(purchases.length) : ZERO
  const share = rules.stake ? Decimal.min(equal, rules.stake) : equal
  const plans = [
    ...sales.map((intent) => planSide(intent, 'sell', intent.view.sellable, rules, runId)),
    ...purchases.map((intent) => planSide(intent, 'buy', affordable(intent.view, share), rules, runId)),
  ]
  return { orders: plans.flatMap((plan) => plan.orders), refused: plans.flatMap((plan) => plan.refused) }
}

/** Returns the price of an order that would be filled at once: the best ask for a purchase, the best bid for a sale. */
function limitPrice({ quote, rules }: WatchedBase, side: Side): Decimal | undefined {
  if (!quote) return undefined
  return side === 'buy' ? ceilTo(quote.ask, rules.priceStep) : floorTo(quote.bid, rules.priceStep)
}

function affordable(view: WatchedBase, share: Decimal): Decimal {
  const price = limitPrice(view, 'buy')
  if (!price?.gt(0)) return ZERO
  const fee = Decimal.max(view.rules.makerFee, view.rules.takerFee)
  return share.div(price.times(fee.plus(1)))
}

function planSide(intent: OrderIntent, side: Side, amount: Decimal, rules: PlanRules, runId: string): OrderPlan {
  const { view, decision } = intent
  const refusal = (reason: string, isPriceDeviation = false): OrderPlan => ({
    orders: [],
    refused: [{ base: view.base, side, reason, isPriceDeviation }],
  })
  const price = limitPrice(view, side)
  if (!price?.gt(0)) return refusal('no price in the order book')
  const deviation = findPriceDeviation(side, price, view.close, rules.priceBand)
  if (deviation !== undefined) return refusal(deviation, true)
  const orderTerms = splitOrder(amount, price, view.rules, rules)
  if (orderTerms.length === 0)
    return refusal(`amount ${amount.toSignificantDigits(8).toFixed()} is less than one order`)
  const plans = orderTerms.map((terms, part): OrderPlan => {
    const violated = findViolatedLimit(terms, view.rules, view.openOrders + part)
    if (violated) return refusal(violated)
    return {
      orders: [plannedOrder(intent, side, terms, view.usedParts[side] + part, runId, decision.minute)],
      refused: [],
    }
  })
  return { orders: plans.flatMap((plan) => plan.orders), refused: plans.flatMap((plan) => plan.refused).slice(0, 1) }
}

function plannedOrder(
  { view, decision }: OrderIntent,
  side: Side,
  terms: OrderTerms,
  part: number,
  runId: string,
  minute: number,
): PlannedOrder {
  const { base, rules } = view
  const id = makeClientOrderId({ runId, minute, base, side, part })
  return { clientOrderId: id, base, symbol: rules.symbol, side, ...terms, minute, reason: decision.reason }
}

/**
 * The origin of an order; two different origins never share a client order id, and an origin always has the same one.
 */
interface OrderOrigin {
  readonly runId: string
  readonly minute: number
  readonly base: string
  readonly side: Side
  /** Orders of a minute, base and side are numbered 0, 1, …. */
  readonly part: number
}

/** Makes the client order id of an origin: 26 characters that every exchange accepts. */
function makeClientOrderId({ runId, minute, base, side, part }: OrderOrigin): string {
  return `fu${sha256(runId, String(minute), base, side, String(part)).slice(0, 24)}`
}

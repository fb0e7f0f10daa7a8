import type { PlannedOrder } from '../bookkeeping/records.js'
import { Decimal, ZERO, ceilTo, floorTo } from '../core/decimal.js'
import { sha256 } from '../core/hash.js'
import type { Side } from '../exchange/exchange.js'
import type { Decision, WatchedBase } from './decide.js'
import { findViolatedLimit, type OrderTerms } from './order-limits.js'
import { splitOrder, type SplitRules } from './split-order.js'

export interface PlanRules extends SplitRules {
  /** Most quote that one decision may spend over all bases that are to be bought. */
  readonly maxQuote: Decimal
}

/** An order that is not sent, and why. */
export interface RefusedOrder {
  readonly base: string
  readonly side: Side
  readonly reason: string
}

export interface OrderPlan {
  readonly orders: readonly PlannedOrder[]
  readonly refused: readonly RefusedOrder[]
}

/** A decision that wants orders, beside what is known of its base. */
export interface OrderIntent {
  readonly view: WatchedBase
  readonly decision: Pick<Decision, 'minute' | 'act' | 'reason'>
}

/**
 * Turns decisions into orders within the market's limits, sales first. Purchases share the free quote, at most `maxQuote`,
 * equally; the fee is set aside beforehand, whatever coin it is taken in, so that no plan can spend more than there is.
 */
export function planOrders(
  wishes: readonly OrderIntent[],
  freeQuote: Decimal,
  rules: PlanRules,
  runId: string,
): OrderPlan {
  const sales = wishes.filter(({ decision }) => decision.act === 'sell')
  const purchases = wishes.filter(({ decision }) => decision.act === 'buy')
  const budget = Decimal.max(ZERO, Decimal.min(freeQuote, rules.maxQuote))
  const share = purchases.length > 0 ? budget.div(purchases.length) : ZERO
  const plans = [
    ...sales.map((wish) => planSide(wish, 'sell', wish.view.sellable, rules, runId)),
    ...purchases.map((wish) => planSide(wish, 'buy', affordable(wish.view, share), rules, runId)),
  ]
  return { orders: plans.flatMap((plan) => plan.orders), refused: plans.flatMap((plan) => plan.refused) }
}

/** The price of an order that would be filled at once: a purchase at the best ask, a sale at the best bid. */
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

function planSide(wish: OrderIntent, side: Side, amount: Decimal, rules: PlanRules, runId: string): OrderPlan {
  const { view, decision } = wish
  const refusal = (reason: string): OrderPlan => ({ orders: [], refused: [{ base: view.base, side, reason }] })
  const price = limitPrice(view, side)
  if (!price?.gt(0)) return refusal('no price in the order book')
  const shapes = splitOrder(amount, price, view.rules, rules)
  if (shapes.length === 0) return refusal(`amount ${amount.toSignificantDigits(8).toFixed()} is less than one order`)
  const plans = shapes.map((shape, part): OrderPlan => {
    const broken = findViolatedLimit(shape, view.rules, view.openOrders + part)
    if (broken) return refusal(broken)
    return {
      orders: [plannedOrder(wish, side, shape, view.usedParts[side] + part, runId, decision.minute)],
      refused: [],
    }
  })
  return { orders: plans.flatMap((plan) => plan.orders), refused: plans.flatMap((plan) => plan.refused).slice(0, 1) }
}

function plannedOrder(
  { view, decision }: OrderIntent,
  side: Side,
  shape: OrderTerms,
  part: number,
  runId: string,
  minute: number,
): PlannedOrder {
  const { base, rules } = view
  const id = makeClientOrderId({ runId, minute, base, side, part })
  return { clientOrderId: id, base, symbol: rules.symbol, side, ...shape, minute, reason: decision.reason }
}

/** Where an order comes from; two different origins never share an id, the same origin always has the same. */
export interface OrderOrigin {
  readonly runId: string
  readonly minute: number
  readonly base: string
  readonly side: Side
  /** 0, 1, … over all orders of that minute, base and side. */
  readonly part: number
}

/** The client order id of an origin: 26 characters that every exchange accepts. */
export function makeClientOrderId({ runId, minute, base, side, part }: OrderOrigin): string {
  return `fu${sha256(runId, String(minute), base, side, String(part)).slice(0, 24)}`
}

import type { BookOrder } from '../bookkeeping/records.js'
import type { TradingConfig } from '../config/schema.js'
import { Decimal, ZERO } from '../core/decimal.js'
import { decide, tradedExits, type Decision, type DecisionRules, type WatchedBase } from './decide.js'
import { uncertainReserve } from './order-life.js'
import { planOrders, type OrderPlan, type PlanRules } from './plan-orders.js'
import type { Thresholds } from './signal.js'

export interface StepRules extends DecisionRules, PlanRules {}

export interface StepInputs {
  readonly runId: string
  /** Open time of the minute in which the decisions are made. */
  readonly minute: number
  readonly bases: readonly WatchedBase[]
  /** The free quote of the account. What purchases of unknown outcome may have locked of it is not spent. */
  readonly freeQuote: Decimal
  /** The orders that may still be filled. */
  readonly liveOrders: readonly BookOrder[]
  readonly rules: StepRules
}

export interface StepResult extends OrderPlan {
  readonly decisions: readonly Decision[]
}

/**
 * Computes one minute of trading: the decision about each base, and the orders that follow from it. With `computeExpiry`, which
 * cancels by the clock, and `computeResale` it is all that decides what is sent to an exchange: live trading, a replay and a
 * backtest only perform it. The function is pure.
 */
export function computeStep({ runId, minute, bases, freeQuote, liveOrders, rules }: StepInputs): StepResult {
  const intents = bases.map((view) => ({ view, decision: decide(view, minute, rules) }))
  const plan = planOrders(intents, freeQuote.minus(uncertainReserve(liveOrders)), rules, runId)
  return { decisions: intents.map(({ decision }) => decision), ...plan }
}

/** The orders of a sale that is placed again. */
export interface ResaleStep extends OrderPlan {
  /** Whether the price alone forbids it, so that it is to be tried again. */
  readonly isUnfinished: boolean
}

/**
 * Computes the orders of a sale that ended with a part unfilled, or was not sent because of its price, at the bid of now; undefined
 * while an order of the base may still be filled. The function is pure.
 */
export function computeResale(
  view: WatchedBase,
  { runId, minute, rules }: Pick<StepInputs, 'runId' | 'minute' | 'rules'>,
): ResaleStep | undefined {
  if (view.openOrders > 0) return undefined
  const decision = { minute, act: 'sell', reason: 'sold again at the new bid' } as const
  const plan = planOrders([{ view, decision }], ZERO, rules, runId)
  return { ...plan, isUnfinished: selectPostponedSales(plan).length > 0 }
}

/** The bases whose sale the price alone forbids: it is tried again in the next minute, by the close of this one. */
export function selectPostponedSales({ refused }: Pick<OrderPlan, 'refused'>): string[] {
  return refused.filter(({ side, isPriceDeviation }) => side === 'sell' && isPriceDeviation).map(({ base }) => base)
}

/** More quote than anybody has. */
const NO_LIMIT = new Decimal('1e30')

/** The rules for market orders, which have no price to be compared with the last close, and are neither split nor hidden. */
export function withMarketOrders(rules: StepRules): StepRules {
  return { ...rules, priceBand: { buy: NO_LIMIT, sell: NO_LIMIT }, orderMaxQuote: NO_LIMIT, icebergQuote: NO_LIMIT }
}

/** The rules by which each purchase spends the same quote, as far as there is any: `maxQuote` plays no part. */
export function withStake(rules: StepRules, stake: Decimal): StepRules {
  return { ...rules, stake, maxQuote: NO_LIMIT }
}

/** Makes the rules of the trading step from the configuration and the thresholds. */
export function makeStepRules(config: TradingConfig, thresholds: Thresholds): StepRules {
  return {
    thresholds,
    exits: tradedExits(config),
    whenHolding: config.whenHolding,
    maxQuote: new Decimal(config.maxQuote),
    priceBand: { buy: new Decimal(config.priceBand.buy), sell: new Decimal(config.priceBand.sell) },
    orderMaxQuote: new Decimal(config.orderMaxQuote),
    icebergQuote: new Decimal(config.icebergQuote),
    icebergMaxParts: config.icebergMaxParts,
  }
}

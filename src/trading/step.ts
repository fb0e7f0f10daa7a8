import type { TradingConfig } from '../config/schema.js'
import { Decimal } from '../core/decimal.js'
import { decide, tradedExits, type Decision, type DecisionRules, type WatchedBase } from './decide.js'
import { planOrders, type OrderPlan, type PlanRules } from './plan-orders.js'
import type { Thresholds } from './signal.js'

export interface StepRules extends DecisionRules, PlanRules {}

export interface StepInputs {
  readonly runId: string
  /** Open time of the minute in which the decisions are made. */
  readonly minute: number
  readonly bases: readonly WatchedBase[]
  /** The free quote, less the amount that orders of unknown outcome may have locked. */
  readonly freeQuote: Decimal
  readonly rules: StepRules
}

export interface StepResult extends OrderPlan {
  readonly decisions: readonly Decision[]
}

/**
 * Computes one minute of trading: the decision about each base, and the orders that follow from it. The function is
 * pure.
 */
export function computeStep({ runId, minute, bases, freeQuote, rules }: StepInputs): StepResult {
  const intents = bases.map((view) => ({ view, decision: decide(view, minute, rules) }))
  const plan = planOrders(intents, freeQuote, rules, runId)
  return { decisions: intents.map(({ decision }) => decision), ...plan }
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

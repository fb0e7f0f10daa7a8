import type { TradingConfig } from '../config/schema.js'
import { Decimal } from '../core/decimal.js'
import { decide, type Decision, type DecisionRules, type WatchedBase } from './decide.js'
import { planOrders, type OrderPlan, type PlanRules } from './plan-orders.js'
import type { Thresholds } from './signal.js'

export interface StepRules extends DecisionRules, PlanRules {}

export interface StepInputs {
  readonly runId: string
  /** Open time of the minute in which it is decided. */
  readonly minute: number
  readonly bases: readonly WatchedBase[]
  /** Quote that is free, less what orders of unknown outcome may have bound. */
  readonly freeQuote: Decimal
  readonly rules: StepRules
}

export interface StepResult extends OrderPlan {
  readonly decisions: readonly Decision[]
}

/** One minute of trading: what is decided about each base, and the orders that follow from it. Pure. */
export function computeStep({ runId, minute, bases, freeQuote, rules }: StepInputs): StepResult {
  const wishes = bases.map((view) => ({ view, decision: decide(view, minute, rules) }))
  const plan = planOrders(wishes, freeQuote, rules, runId)
  return { decisions: wishes.map(({ decision }) => decision), ...plan }
}

/** The rules of the trading step as the configuration and the thresholds set them. */
export function makeStepRules(config: TradingConfig, thresholds: Thresholds): StepRules {
  return {
    thresholds,
    lossMinutes: config.lossMinutes,
    whenHolding: config.whenHolding,
    maxQuote: new Decimal(config.maxQuote),
    orderMaxQuote: new Decimal(config.orderMaxQuote),
    icebergQuote: new Decimal(config.icebergQuote),
    icebergMaxParts: config.icebergMaxParts,
  }
}

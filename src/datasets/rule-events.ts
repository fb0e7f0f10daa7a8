import { TRADE_CLASSES } from '../targets/target.js'
import { evaluateRule, type PrimaryRule } from '../targets/primary-rule.js'
import { defineEventSampler, type EventSampler } from './event-sampler.js'

export interface RuleEventOptions {
  readonly id: string
  readonly version: number
  readonly rule: PrimaryRule
}

/** An event wherever a primary rule says buy or sell: the minutes that its meta-labels are about. */
export function ruleEvents({ id, version, rule }: RuleEventOptions): EventSampler {
  const hold = TRADE_CLASSES.indexOf('hold')
  return defineEventSampler({
    id,
    version,
    history: rule.history,
    events: (candles) => evaluateRule(rule, candles).map((side) => (side === hold ? 0 : 1)),
  })
}

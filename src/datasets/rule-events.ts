import { TRADE_CLASSES } from '../targets/target.js'
import { evaluateRule, type PrimaryRule } from '../targets/primary-rule.js'
import { defineEventSampler, type EventSampler } from './event-sampler.js'

export interface RuleEventOptions {
  readonly id: string
  readonly version: number
  readonly rule: PrimaryRule
}

/** Makes an event of every minute in which a primary rule signals buy or sell: its meta-labels are about these minutes. */
export function ruleEvents({ id, version, rule }: RuleEventOptions): EventSampler {
  const hold = TRADE_CLASSES.indexOf('hold')
  return defineEventSampler({
    id,
    version,
    history: rule.history,
    events: (candles) => evaluateRule(rule, candles).map((side) => (side === hold ? 0 : 1)),
  })
}

import type { TradingConfig } from '../config/schema.js'
import { Decimal } from '../core/decimal.js'
import type { Thresholds } from './signal.js'
import type { StepRules } from './step.js'

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

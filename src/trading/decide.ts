import type { DecisionRecord } from '../bookkeeping/records.js'
import { floorTo, type Decimal } from '../core/decimal.js'
import type { MarketRules } from '../exchange/exchange.js'
import { signalFromScores, type Thresholds } from './signal.js'
import type { WatchedBase } from './watched-base.js'

export interface DecisionRules {
  readonly thresholds: Thresholds
  /** A position below its average fill price for more minutes in a row than this is sold. */
  readonly lossMinutes: number
  readonly whenHolding: 'ignore' | 'add'
}

export type Decision = Omit<DecisionRecord, 'runId'>

/** What to do about one base in one minute. Pure; prices of the order book play no part in it. */
export function decide(view: WatchedBase, minute: number, rules: DecisionRules): Decision {
  const { base, candleTime, close, scores } = view
  const signal = scores ? signalFromScores(scores, rules.thresholds) : 'hold'
  const holding = isAboveDust(view.sellable, close, view.rules)
  const lossMinutes = holding && signal !== 'buy' ? countLoss(view) : 0
  const outcome = actOn(view, signal, holding, lossMinutes, rules)
  return { minute, base, candleTime, close, scores, signal, lossMinutes, ...outcome }
}

/** Whether an amount can be sold at all; less than the exchange's least order is dust. */
export function isAboveDust(amount: Decimal, price: Decimal.Value, rules: MarketRules): boolean {
  const whole = floorTo(amount, rules.amountStep)
  if (!whole.gt(0) || whole.lt(rules.minAmount ?? 0)) return false
  return whole.times(price).gte(rules.minCost ?? 0)
}

/** The loss count with this minute's close; a buy signal resets it, and so does a close at or above the average price. */
function countLoss({ averagePrice, close, lossMinutes }: WatchedBase): number {
  return averagePrice?.gt(close) ? lossMinutes + 1 : 0
}

function actOn(
  view: WatchedBase,
  signal: Decision['signal'],
  holding: boolean,
  lossMinutes: number,
  rules: DecisionRules,
): Pick<Decision, 'act' | 'reason'> {
  if (view.openOrders > 0) return { act: 'none', reason: 'an order is open' }
  if (holding && signal === 'sell') return { act: 'sell', reason: 'sell signal' }
  if (holding && lossMinutes > rules.lossMinutes) {
    return { act: 'sell', reason: `below the average fill price for ${lossMinutes} minutes` }
  }
  if (!view.scores) return { act: 'none', reason: view.unscored ?? 'no scores' }
  if (signal === 'sell') return { act: 'none', reason: 'nothing to sell' }
  if (signal === 'hold') return { act: 'none', reason: 'no signal' }
  if (holding && rules.whenHolding === 'ignore') return { act: 'none', reason: 'held already' }
  if (view.buyBlockedReason !== undefined) return { act: 'none', reason: view.buyBlockedReason }
  return { act: 'buy', reason: 'buy signal' }
}

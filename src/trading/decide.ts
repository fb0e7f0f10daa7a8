import type { DecisionRecord, Scores } from '../bookkeeping/records.js'
import type { TradingConfig } from '../config/schema.js'
import type { ExitRules } from '../core/exit-rules.js'
import { ZERO, floorTo, type Decimal } from '../core/decimal.js'
import { isAbove, doesProductReach } from '../core/near-decimal.js'
import type { MarketRules, Quote } from '../exchange/exchange.js'
import { signalFromScores, type Thresholds } from './signal.js'

/** `ExitRules.lossMinutes` of trading where nothing else is configured. */
export const DEFAULT_LOSS_MINUTES = 5

/** What sells positions of the trading loop without a signal, as the configuration says. */
export function tradedExits({ lossMinutes }: Pick<TradingConfig, 'lossMinutes'>): ExitRules {
  return { lossMinutes: lossMinutes ?? DEFAULT_LOSS_MINUTES }
}

export interface DecisionRules {
  readonly thresholds: Thresholds
  /** What sells a position without a signal; the purchase is its average fill price. */
  readonly exits: ExitRules
  readonly whenHolding: 'ignore' | 'add'
}

export type Decision = Omit<DecisionRecord, 'runId'>

/** Decides about one base in one minute. The function is pure, and prices of the order book play no part in it. */
export function decide(view: WatchedBase, minute: number, rules: DecisionRules): Decision {
  const { base, candleTime, close, scores } = view
  const signal = scores ? signalFromScores(scores, rules.thresholds) : 'hold'
  const holding = isAboveDust(view.sellable, close, view.rules)
  const lossMinutes = holding && signal !== 'buy' ? countLoss(view) : 0
  const outcome = actOn(view, signal, holding, lossMinutes, rules)
  return { minute, base, candleTime, close, scores, signal, lossMinutes, ...outcome }
}

/** Whether an amount can be sold; an amount below the smallest order of the exchange is dust. */
export function isAboveDust(amount: Decimal, price: number, rules: MarketRules): boolean {
  const whole = wholeSteps(amount, rules.amountStep)
  if (!whole.gt(0) || whole.lt(rules.minAmount ?? 0)) return false
  return doesProductReach(whole, price, rules.minCost ?? ZERO)
}

/** What was rounded last of an amount: a position is asked about minute after minute. */
const rounded = new WeakMap<Decimal, { readonly step: Decimal; readonly whole: Decimal }>()

function wholeSteps(amount: Decimal, step: Decimal): Decimal {
  const known = rounded.get(amount)
  if (known?.step === step) return known.whole
  const whole = floorTo(amount, step)
  rounded.set(amount, { step, whole })
  return whole
}

/**
 * Counts the minutes of loss with this minute's close; a buy signal resets the count, and so does a close at or above
 * the average price.
 */
function countLoss({ averagePrice, close, lossMinutes }: WatchedBase): number {
  return averagePrice && isAbove(averagePrice, close) ? lossMinutes + 1 : 0
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
  if (holding && rules.exits.lossMinutes && lossMinutes > rules.exits.lossMinutes) {
    return { act: 'sell', reason: `below the average fill price for ${lossMinutes} minutes` }
  }
  if (!view.scores) return { act: 'none', reason: view.unscored ?? 'no scores' }
  if (signal === 'sell') return { act: 'none', reason: 'nothing to sell' }
  if (signal === 'hold') return { act: 'none', reason: 'no signal' }
  if (holding && rules.whenHolding === 'ignore') return { act: 'none', reason: 'held already' }
  if (view.buyBlockedReason !== undefined) return { act: 'none', reason: view.buyBlockedReason }
  return { act: 'buy', reason: 'buy signal' }
}

/** What the trading step knows of one base in one minute. */
export interface WatchedBase {
  readonly base: string
  readonly rules: MarketRules
  /** Open time of the last finished candle. */
  readonly candleTime: number
  readonly close: number
  /** Undefined where there are no scores; `unscored` gives the reason. */
  readonly scores: Scores | undefined
  readonly unscored?: string
  /**
   * The amount that may be sold: what this book bought, net of fees, and never more than the exchange reports as free.
   */
  readonly sellable: Decimal
  /** Average fill price of the position; undefined without one. */
  readonly averagePrice: Decimal | undefined
  /**
   * The number of minutes in a row, up to the one before, in which the position closed below its average fill price.
   */
  readonly lossMinutes: number
  /** The number of orders of this base that may still be filled; until they end nothing new is decided. */
  readonly openOrders: number
  /** The number of client order ids that this minute has used up on either side. */
  readonly usedParts: { readonly buy: number; readonly sell: number }
  /** The reason why the base may not be bought now; a position in it may still be sold. */
  readonly buyBlockedReason?: string | undefined
  /** Best bid and ask; needed only where an order is to be placed. */
  readonly quote: Quote | undefined
}

import type { DecisionRecord, Scores } from '../bookkeeping/records.js'
import type { TradingConfig } from '../config/schema.js'
import {
  NO_EXITS,
  compactExits,
  findCandleExit,
  findCloseExit,
  hasExits,
  type ExitReason,
  type ExitRules,
  type HoldingState,
} from '../core/exit-rules.js'
import { ZERO, floorTo, type Decimal } from '../core/decimal.js'
import { doesProductReach, isAbove, numberOf } from './near-decimal.js'
import { MINUTE } from '../core/time.js'
import type { MarketRules, Quote } from '../exchange/exchange.js'
import { signalFromScores, type Thresholds } from './signal.js'

/** `ExitRules.lossMinutes` of trading where nothing else is configured. */
export const DEFAULT_LOSS_MINUTES = 5

/** What sells positions of the trading loop without a signal, as the configuration says; its labels have become rules by then. */
export function tradedExits({ exits, lossMinutes }: Pick<TradingConfig, 'exits' | 'lossMinutes'>): ExitRules {
  if (exits === 'labels') throw new Error('exits by labels become rules before they are traded by')
  const rules = exits === undefined || exits === 'none' ? NO_EXITS : exits
  return compactExits({ ...rules, lossMinutes: lossMinutes ?? (hasExits(rules) ? 0 : DEFAULT_LOSS_MINUTES) })
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
  const exit = holding ? findExit(view, lossMinutes, rules.exits) : undefined
  const outcome = actOn(view, signal, holding, exit, rules)
  const held = holding ? heldAfter(view, rules.exits) : undefined
  return { minute, base, candleTime, close, scores, signal, lossMinutes, ...(held && { held }), ...outcome }
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

/** Returns why the exit rules sell, by the last finished candle; undefined where they do not, or the book has no purchase. */
function findExit(view: WatchedBase, losses: number, exits: ExitRules): string | undefined {
  if (!view.averagePrice) return undefined
  const { candleTime, close, high = close, low = close } = view
  const price = numberOf(view.averagePrice)
  const { since, peak } = heldBefore(view, price)
  const minutes = (candleTime - since) / MINUTE
  // The open lies between the extremes of its candle: what it reaches is reached by these.
  const reached = findCandleExit({ price, peak }, { open: Number.NaN, high, low }, exits)
  const reason = reached?.reason ?? findCloseExit({ price, peak, minutes, losses }, close, exits)
  return reason && reasonText(reason, minutes, losses)
}

/** A purchase that is seen for the first time was decided on by the candle before. */
function heldBefore({ held, candleTime }: WatchedBase, price: number): HoldingState {
  return held ? { ...held, peak: Math.max(held.peak, price) } : { since: candleTime - MINUTE, peak: price }
}

/** What the next minute is told of the position. */
function heldAfter(view: WatchedBase, { trigger }: ExitRules): HoldingState {
  const { close, high = close } = view
  const { since, peak } = heldBefore(view, view.averagePrice ? numberOf(view.averagePrice) : close)
  return { since, peak: Math.max(peak, trigger === 'high-low' ? high : close) }
}

function reasonText(reason: ExitReason, minutes: number, losses: number): string {
  switch (reason) {
    case 'stopLoss':
      return 'stop loss'
    case 'takeProfit':
      return 'take profit'
    case 'trailingStop':
      return 'trailing stop'
    case 'maxMinutes':
      return `bought ${minutes} minutes ago`
    case 'loss':
      return `below the average fill price for ${losses} minutes`
  }
}

function actOn(
  view: WatchedBase,
  signal: Decision['signal'],
  holding: boolean,
  exit: string | undefined,
  rules: DecisionRules,
): Pick<Decision, 'act' | 'reason'> {
  if (view.openOrders > 0) return { act: 'none', reason: 'an order is open' }
  if (holding && signal === 'sell') return { act: 'sell', reason: 'sell signal' }
  if (exit !== undefined) return { act: 'sell', reason: exit }
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
  /** The extremes of that candle; left out: its close. */
  readonly high?: number
  readonly low?: number
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
  /** The position as the decision of the minute before left it; left out: nothing was held then. */
  readonly held?: HoldingState | undefined
  /** The number of orders of this base that may still be filled; until they end nothing new is decided. */
  readonly openOrders: number
  /** The number of client order ids that this minute has used up on either side. */
  readonly usedParts: { readonly buy: number; readonly sell: number }
  /** The reason why the base may not be bought now; a position in it may still be sold. */
  readonly buyBlockedReason?: string | undefined
  /** Best bid and ask; needed only where an order is to be placed. */
  readonly quote: Quote | undefined
}

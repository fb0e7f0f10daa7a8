import type { HoldingState } from '../core/exit-rules.js'
import type { Decimal } from '../core/decimal.js'
import type { Fill, OrderStatus, Side } from '../exchange/exchange.js'

/** Where the orders of a run go: stored candles replayed beside the trader, an exchange without real money, or real money. */
export const RUN_MODES = ['replay', 'testnet', 'live'] as const
export type RunMode = (typeof RUN_MODES)[number]
export type RunOutcome = 'done' | 'stopped' | 'failed'

/**
 * One run of the trading loop. `account` names the owner of the positions: the runs of one account continue each
 * other's positions, and an account with real money is never mixed with one without: `accountId`.
 */
export interface RunStart {
  readonly id: string
  readonly account: string
  readonly mode: RunMode
  readonly time: number
  /** The settings of the run as JSON. */
  readonly config: string
  /** Name and content hash of the classifier whose scores the run follows. */
  readonly classifier?: { readonly id: string; readonly hash: string }
}

export interface Run extends RunStart {
  readonly endTime: number | undefined
  readonly outcome: RunOutcome | undefined
}

/** Something that the trader did, or left undone, with its reason in words. */
export interface Action {
  readonly runId: string
  readonly time: number
  readonly kind: ActionKind
  readonly base?: string
  readonly detail: string
}

export type ActionKind =
  | 'start'
  | 'skip'
  | 'refuse'
  | 'order'
  | 'cancel'
  | 'fault'
  | 'reconcile'
  | 'stop'
  | 'watch'
  | 'balance'
  | 'unavailable'
  | 'available'

export interface Scores {
  readonly hold: number
  readonly buy: number
  readonly sell: number
}

export type Signal = 'hold' | 'buy' | 'sell'

/** The decision about a base in a minute. Scores and signal are of the candle that opened at `candleTime`. */
export interface DecisionRecord {
  readonly runId: string
  /** Open time of the minute in which the decision was made. */
  readonly minute: number
  readonly base: string
  readonly candleTime: number
  readonly close: number
  readonly scores: Scores | undefined
  readonly signal: Signal
  /** The action that follows from the signal and the position. */
  readonly act: 'none' | 'buy' | 'sell'
  readonly reason: string
  /** The number of minutes in a row in which the position has closed below its average fill price. */
  readonly lossMinutes: number
  /** The position at that minute; undefined without one. */
  readonly held?: HoldingState | undefined
}

/**
 * An order is `planned` while it is written and not known to have arrived, and `lost` where the exchange does not know
 * it, so that it never arrived.
 */
export type OrderState = OrderStatus | 'planned' | 'lost'

/** An order as it is written into the book before it is sent. */
export interface PlannedOrder {
  readonly clientOrderId: string
  readonly base: string
  readonly symbol: string
  readonly side: Side
  readonly price: Decimal
  readonly amount: Decimal
  readonly icebergAmount: Decimal | undefined
  /** The minute of the decision behind the order. */
  readonly minute: number
  readonly reason: string
}

export interface BookOrder extends PlannedOrder {
  readonly runId: string
  readonly account: string
  /** The exchange's time at which the order was written. */
  readonly time: number
  readonly state: OrderState
  readonly exchangeId: string | undefined
  readonly filled: Decimal
  readonly cost: Decimal
  /** The part of `filled` whose fills are in the book. */
  readonly bookedAmount: Decimal
  /** True once the order has ended and all its fills are in the book: nothing more will come of it. */
  readonly isComplete: boolean
}

export interface OrderChange {
  readonly time: number
  readonly state: OrderState
  readonly filled: Decimal
  readonly cost: Decimal
  readonly detail: string
}

export interface BookFill extends Fill {
  readonly clientOrderId: string
}

export interface BalanceRecord {
  readonly runId: string
  /**
   * Snapshots of a run are numbered 1, 2, …; a snapshot holds every currency with a balance, and several may be of one
   * moment.
   */
  readonly snapshot: number
  readonly time: number
  readonly currency: string
  readonly free: Decimal
  readonly locked: Decimal
}

/**
 * A command of a person to the trader of an account. A pause and a kill stay in force until `resume` and `release` take
 * them back.
 */
export const CONTROL_COMMANDS = ['pause', 'resume', 'kill', 'release'] as const
export type ControlCommand = (typeof CONTROL_COMMANDS)[number]

export interface ControlRecord {
  readonly account: string
  /** The machine's time, not the exchange's. */
  readonly time: number
  readonly command: ControlCommand
  /** The origin of the command: `dashboard` or `command line`. */
  readonly source: string
}

/** A sign of life of the process behind a run. */
export interface Heartbeat {
  /** The machine's time, not the exchange's. */
  readonly time: number
  readonly pid: number
}

export interface EquityRecord {
  readonly minute: number
  /** The value of the account in quote in this minute. */
  readonly equity: Decimal
}

/** Whether an order in this state can still be filled, as far as the book knows. */
export function isActiveState(state: OrderState): boolean {
  return state === 'open' || state === 'planned'
}

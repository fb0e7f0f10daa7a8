import type { Book } from '../bookkeeping/book.js'
import type { BalanceDifference } from '../bookkeeping/compare-balances.js'
import type { RunOutcome, RunStart, Scores } from '../bookkeeping/records.js'
import type { TradingConfig } from '../config/schema.js'
import type { Calendar } from '../core/calendar.js'
import type { Candles } from '../core/candles.js'
import type { Clock } from '../core/clock.js'
import type { Decimal } from '../core/decimal.js'
import type { Exchange } from '../exchange/exchange.js'
import type { Decision } from './decide.js'
import type { Thresholds } from './signal.js'

/** A base that is traded. */
export interface TradedBase {
  readonly name: string
  /** Unified symbol. */
  readonly symbol: string
  /** The amount that is never sold where holdings are adopted; default none. */
  readonly blocked?: string
}

/**
 * Computes the scores of the last of these candles; a string gives the reason why there are none. The candles are views
 * that are valid during the call; `others` has the candles of all bases under watch.
 */
export type ScoreFunction = (base: string, candles: Candles) => Promise<Scores | string>

export interface TradeOptions {
  readonly exchange: Exchange
  readonly book: Book
  readonly run: RunStart
  /** A clock that runs with the exchange's time. */
  readonly clock: Clock
  readonly config: TradingConfig
  readonly thresholds: Thresholds
  readonly quote: string
  readonly bases: readonly TradedBase[]
  /** The number of candles before the current one that a score needs. */
  readonly history: number
  readonly score: ScoreFunction
  /**
   * Returns the reason why a base may not be bought in a minute, from what was known before it. It is called where the
   * base would be bought. By default every base may be.
   */
  readonly buyBlockedReason?: (base: string, minute: number) => Promise<string | undefined>
  /**
   * Returns the reason why a base is not under watch in a minute, from what was known before it; nothing is decided
   * about that base then. It is not called for a base with a position or an open order. By default all bases are
   * watched.
   */
  readonly unwatchedReason?: (base: string, minute: number) => Promise<string | undefined>
  /**
   * Whether what the account does not hold of the positions in the book is written off at the beginning; by default
   * nothing is bought as long as the account holds less than the book.
   */
  readonly acceptBalances?: boolean
  /** The run is in the book already, wound back to the beginning of a minute: it goes on, after so many minutes. */
  readonly resumed?: { readonly minutes: number }
  /** No decision is made at or after this time; undefined means until the run is stopped. */
  readonly until?: number
  /** The opening times of the markets; by default they are always open. */
  readonly calendar?: Calendar
  /** Milliseconds after the full minute at which its candles are fetched; default 0. */
  readonly candleDelay?: number
  /** Stops the run: open orders are cancelled, and the book is consistent. */
  readonly signal: AbortSignal
  /** Is called after each minute, also after a skipped one. */
  readonly onMinute?: (report: MinuteReport) => void
}

/** What an account is worth to its book. */
export interface AccountValue {
  /**
   * The value in quote: the account's quote, less what others moved since the run began, and the positions of this book
   * at the last closes.
   */
  readonly equity: Decimal
  /** The last known close of each base. */
  readonly closes: ReadonlyMap<string, number>
  /** The quote that came (above zero) or went without an order of the book since the run began. */
  readonly transferred: Decimal
  /** The coins of which the account holds less than the book: where there are any, the value is that of the book alone. */
  readonly differences: readonly BalanceDifference[]
  /** The reasons why bases cannot be traded now, because their markets are delisted or halted. */
  readonly unavailable: ReadonlyMap<string, string>
}

export interface MinuteReport extends AccountValue {
  readonly minute: number
  readonly decisions: readonly Decision[]
  /** The reason why the minute was skipped. */
  readonly skipped?: string
}

/** What a run came to, valued after its end. */
export interface TradeOutcome extends AccountValue {
  readonly outcome: RunOutcome
  /** The number of minutes in which decisions were made. */
  readonly minutes: number
  /**
   * The number of minutes that were skipped, because the exchange could not be reached or the time had passed already.
   */
  readonly skipped: number
}

import type { Book } from '../bookkeeping/book.js'
import type { RunOutcome, RunStart, Scores } from '../bookkeeping/records.js'
import type { TradingConfig } from '../config/schema.js'
import type { Calendar } from '../core/calendar.js'
import type { Candles } from '../core/candles.js'
import type { Clock } from '../core/clock.js'
import type { Decimal } from '../core/decimal.js'
import type { Exchange } from '../exchange/exchange.js'
import type { Decision } from './decide.js'
import type { Thresholds } from './signal.js'

/** A base to be traded. */
export interface TradedBase {
  readonly name: string
  /** Unified symbol. */
  readonly symbol: string
  /** Amount that is never sold where holdings are adopted; default none. */
  readonly blocked?: string
}

/**
 * The scores of the last of these candles; a string says why there are none. The candles are views, valid
 * during the call; `others` has those of all bases under watch.
 */
export type ScoreFunction = (base: string, candles: Candles) => Promise<Scores | string>

export interface TradeOptions {
  readonly exchange: Exchange
  readonly book: Book
  readonly run: RunStart
  /** Runs with the exchange's time. */
  readonly clock: Clock
  readonly config: TradingConfig
  readonly thresholds: Thresholds
  readonly quote: string
  readonly bases: readonly TradedBase[]
  /** Candles before the current one that a score needs. */
  readonly history: number
  readonly score: ScoreFunction
  /** Why a base may not be bought in a minute, by what was known before it; asked where it would be. Default: it may. */
  readonly buyBlockedReason?: (base: string, minute: number) => Promise<string | undefined>
  /**
   * Why a base is not under watch in a minute, by what was known before it: then nothing is decided about it. Not asked of
   * what is held or has an open order. Default: all are.
   */
  readonly unwatchedReason?: (base: string, minute: number) => Promise<string | undefined>
  /** No decision is made at or after this time; undefined: until stopped. */
  readonly until?: number
  /** When the markets of the bases are open; default: always. */
  readonly calendar?: Calendar
  /** Milliseconds after the full minute at which its candles are asked for; default 0. */
  readonly candleDelay?: number
  /** Asks for a clean stop: open orders are cancelled, the book is consistent. */
  readonly signal: AbortSignal
  /** Called after each minute, also a skipped one. */
  readonly onMinute?: (report: MinuteReport) => void
}

export interface MinuteReport {
  readonly minute: number
  /** Quote that everything is worth: the account's quote, and what this book holds at the last closes. */
  readonly equity: Decimal
  /** Last close of each base, as far as known. */
  readonly closes: ReadonlyMap<string, number>
  readonly decisions: readonly Decision[]
  /** Why the minute was skipped. */
  readonly skipped?: string
}

export interface TradeOutcome {
  readonly outcome: RunOutcome
  /** Minutes in which it was decided. */
  readonly minutes: number
  /** Minutes left out: the exchange could not be reached, or the time had passed already. */
  readonly skipped: number
  /** Quote that everything is worth after the end, and the closes by which it was valued. */
  readonly equity: Decimal
  readonly closes: ReadonlyMap<string, number>
}

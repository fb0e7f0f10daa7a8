import type { Candles } from '../../core/candles.js'
import type { Decimal } from '../../core/decimal.js'
import type { TimeRange } from '../../core/time.js'
import type { StepRules } from '../step.js'
import type { TradedBase, TradeOptions } from '../trade-options.js'
import type { BacktestVenue } from './backtest-venue.js'
import type { BacktestRecords } from './memory-book.js'

/** Scores by the rows of candles; NaN where there are none. */
export interface RowScores {
  readonly hold: Float32Array
  readonly buy: Float32Array
  readonly sell: Float32Array
}

export interface BacktestBase extends TradedBase {
  /** They may begin and end inside the range: a base is traded while it has candles. */
  readonly candles: Candles
  /** Left out: the base never has a signal. */
  readonly scores?: RowScores | undefined
}

export interface BacktestOptions extends Pick<TradeOptions, 'buyBlockedReason' | 'unwatchedReason'> {
  readonly runId: string
  readonly bases: readonly BacktestBase[]
  /** The time that is traded. */
  readonly range: TimeRange
  readonly venue: BacktestVenue
  readonly rules: StepRules
  /** Milliseconds after which an unfilled order is cancelled; Infinity: never. */
  readonly orderLife: number
  readonly quote: string
  readonly startQuote: Decimal
  /** The number of candles before the current one that a decision needs. */
  readonly history: number
  /** Whether all that is free of a base is sold, less its blocked amount, as `trading.adoptHoldings` does. */
  readonly adoptHoldings?: boolean
  /** Whether every minute is traded in full, also those in which nothing can happen; the result is the same, later. */
  readonly everyMinute?: boolean
  /** Is called now and then with the minute that is reached and the value in quote; the backtest waits for it. */
  readonly onProgress?: (minute: number, equity: number) => Promise<void> | void
}

/** What a backtest came to. */
export interface BacktestOutcome {
  readonly records: BacktestRecords
  /** The first minute in which it was decided; `equity` has a value for it and for each one up to the end of the range. */
  readonly firstMinute: number
  /** The value in quote of what the account has by the minute, at the closes known then. */
  readonly equity: Float64Array
  /** The same at the end, exactly. */
  readonly endQuote: Decimal
  /** What is still there, by symbol. */
  readonly positions: ReadonlyMap<string, Decimal>
  /** The last known close of each base. */
  readonly closes: ReadonlyMap<string, number>
}

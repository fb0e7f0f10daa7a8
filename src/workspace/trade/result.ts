import { CancelledError } from '../../core/errors.js'
import type { ResolvedThresholds } from './resolve-thresholds.js'
import type { TradeReport } from './trade-report.js'

/** What a call of `trade` came to. */
export interface TradeResult extends Omit<TradeReport, 'equity'> {
  /** Quote that the account was worth at the end. */
  readonly equity: number
  /** The same by the minute. */
  readonly equityCurve: TradeReport['equity']
  /** Sets of the classifier's making to which the traded time belongs: its gain says nothing about any other time. */
  readonly seen: readonly string[]
  /** What each threshold was taken from. */
  readonly thresholdSources: ResolvedThresholds['sources']
  /** Whether the kill switch ended it. */
  readonly isKilled: boolean
}

/** The report as JSON values; `equity` has the whole curve. */
export function tradeJson({ equityCurve, isKilled: _killed, ...figures }: TradeResult): unknown {
  return { ...figures, equity: equityCurve }
}

/** How an account's trading stands. */
export interface AccountControl {
  readonly account: string
  readonly isPaused: boolean
  readonly isKilled: boolean
}

export function controlTradeJson(control: AccountControl): unknown {
  return control
}

/** A trade that was stopped before its end. */
export function tradeFailure({ outcome, isKilled }: TradeResult): Error | undefined {
  if (outcome !== 'stopped') return undefined
  return new CancelledError(
    `${isKilled ? 'the kill switch was pulled; ' : ''}open orders are cancelled, the book is complete`,
  )
}

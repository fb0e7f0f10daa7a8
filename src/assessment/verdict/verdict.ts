import type { Interval } from '../statistics/block-bootstrap.js'

/**
 * `edge`: the gain is left after costs, after luck and after all that was tried. `noEdge`: it is not, or there is none.
 * `cannotBeSaid`: there is too little to tell by.
 */
export type VerdictStatus = 'edge' | 'noEdge' | 'cannotBeSaid'

/**
 * What the days are that a verdict stands on: `walkForward`: stretches that followed each training; `laterDays`: days after
 * those that selected anything; `selectionDays`: the days that selected the thresholds themselves, which is too good.
 */
export type VerdictBasis = 'walkForward' | 'laterDays' | 'selectionDays'

/** What stands against an edge. */
export type VerdictReason =
  /** Fewer than `MIN_TRADES` trades, or `MIN_DAYS` days. */
  | 'fewTrades'
  | 'fewDays'
  /** Every day returned the same, so that there is nothing to measure chance by. */
  | 'constantReturns'
  /** No range is long enough for its scores to be shifted. */
  | 'notShifted'
  /** The days gain nothing after costs. */
  | 'loss'
  /** The confidence interval has 0 in it. */
  | 'interval'
  /** The Sharpe ratio is one that the best of as many trials reaches by luck. */
  | 'trials'
  /** Scores that have nothing to do with their minutes gain as much. */
  | 'permutation'

/** Below so many trades or days nothing can be said. */
export const MIN_TRADES = 30
export const MIN_DAYS = 14

/** Ratios are a day, not a year; what cannot be computed is null. */
export interface SharpeFigures {
  readonly ratio: number
  readonly annualRatio: number
  readonly skewness: number
  readonly kurtosis: number
  readonly autocorrelation: number
  /** What the best of the trials reaches without any edge; 0 for a single one. */
  readonly nullRatio: number
  /** The observed ratio from which on luck is ruled out at 5 %. */
  readonly criticalRatio: number | null
  /** Probability that the true ratio exceeds `nullRatio`, and that it exceeds 0. */
  readonly probability: number | null
  readonly probabilityAboveZero: number | null
  /** Probability that days as many as these would show an edge of the ratio observed. */
  readonly power: number | null
  /** What follows from the assumption that a share `prior` of all that is tried has an annual ratio of `annualRatio`. */
  readonly assumed: { readonly prior: number; readonly annualRatio: number }
  /** Share of false claims among such claims, and probability that this one is false. */
  readonly plannedFalseDiscoveryRate: number | null
  readonly observedFalseDiscoveryRate: number | null
  /** The older deflated Sharpe ratio (Bailey, López de Prado 2014), of the trials as they were counted. */
  readonly deflated: number | null
}

/** How many attempts the result is the best of. */
export interface TrialFigures {
  /** All that the ledger has of these markets. */
  readonly ledger: number
  /** Those that looked at days of the verdict, this one included. */
  readonly raw: number
  /** How many independent ones they amount to. */
  readonly effective: number
  /** Those with too few days in common to compare: each counts as one. */
  readonly fewCommonDays: number
  /** Epochs of the training that the same days selected among; 1 where other days did. */
  readonly epochs: number
}

/** What scores gain that are shifted against their minutes. Gains are shares of the capital. */
export interface LuckFigures {
  /** Share of the draws that do as well: (1 + b) / (1 + B). */
  readonly pValue: number
  /** The same for the best of all trials and epochs. */
  readonly adjustedPValue: number
  readonly draws: number
  /** Mean and 95 % quantile of what they gain. */
  readonly meanGain: number
  readonly highGain: number
  /** Whether thresholds were selected anew in each draw, and whether nets were trained anew. */
  readonly selectsThresholds: boolean
  readonly retrains: boolean
}

/** All gains are shares of the capital, of which each base has an equal part; days are UTC days, those without a trade included. */
export interface VerdictFigures {
  readonly bases: number
  readonly days: number
  /** First and last day, `2024-01-31`; null without days. */
  readonly from: string | null
  readonly to: string | null
  readonly trades: number
  readonly buyThreshold: number | null
  readonly sellThreshold: number | null
  /** Summed over the days, after costs. */
  readonly gain: number
  /** What fees, the spread and slippage took of it. */
  readonly costs: { readonly fees: number; readonly spread: number; readonly slippage: number }
  /** Mean a day. */
  readonly dailyGain: number
  /** Of the mean gain a day of what redrawn days select, and of its draws the mean; null where nothing can be said. */
  readonly interval: (Interval & { readonly mean: number; readonly draws: number; readonly blockDays: number }) | null
  readonly sharpe: SharpeFigures | null
  readonly trials: TrialFigures
  readonly luck: LuckFigures | null
  /** How many more days an edge of this size needs to be told from luck; null where no number of days would do. */
  readonly moreDays: number | null
}

/** Whether an edge is real, in words and in figures. Every number is finite. */
export interface Verdict {
  readonly status: VerdictStatus
  readonly basis: VerdictBasis
  /** Whether the days selected what they are to prove. */
  readonly optimistic: boolean
  /** In plain words; the first says the verdict, each stands by itself. */
  readonly sentences: readonly string[]
  /** What stands against an edge; empty where there is one. */
  readonly reasons: readonly VerdictReason[]
  readonly figures: VerdictFigures
}

import type { Scores, Signal } from '../bookkeeping/records.js'

/** Least scores that count as a signal. */
export interface Thresholds {
  readonly buy: number
  readonly sell: number
}

/**
 * Buy or sell where that score reaches its threshold, compared as float32 like everywhere. Where both do, sell wins: to be
 * out of the market is the smaller mistake.
 */
export function signalFromScores(scores: Scores, thresholds: Thresholds): Signal {
  if (reaches(scores.sell, thresholds.sell)) return 'sell'
  if (reaches(scores.buy, thresholds.buy)) return 'buy'
  return 'hold'
}

function reaches(score: number, threshold: number): boolean {
  return Math.fround(score) >= Math.fround(threshold)
}

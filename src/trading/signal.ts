import type { Scores, Signal } from '../bookkeeping/records.js'

/** The smallest scores that count as a signal. */
export interface Thresholds {
  readonly buy: number
  readonly sell: number
}

/**
 * Returns buy or sell where that score reaches its threshold, compared as float32 as everywhere. Where both do, sell
 * wins: being out of the market is the smaller mistake.
 */
export function signalFromScores(scores: Scores, thresholds: Thresholds): Signal {
  if (reaches(scores.sell, thresholds.sell)) return 'sell'
  if (reaches(scores.buy, thresholds.buy)) return 'buy'
  return 'hold'
}

function reaches(score: number, threshold: number): boolean {
  return Math.fround(score) >= Math.fround(threshold)
}

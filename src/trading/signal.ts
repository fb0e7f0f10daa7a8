import { BUY, SELL, predictedClass } from '../targets/predicted-class.js'
import type { Scores, Signal } from '../bookkeeping/records.js'

/** The smallest scores that count as a signal. */
export interface Thresholds {
  readonly buy: number
  readonly sell: number
}

/**
 * Returns buy or sell where the scores decide for that class, as an assessment counts it, and its score reaches the
 * threshold; all compared as float32. Thresholds below a half would else trade rows that no assessment trades.
 */
export function signalFromScores({ hold, buy, sell }: Scores, thresholds: Thresholds): Signal {
  const kind = predictedClass(Math.fround(hold), Math.fround(buy), Math.fround(sell))
  if (kind === SELL && reaches(sell, thresholds.sell)) return 'sell'
  if (kind === BUY && reaches(buy, thresholds.buy)) return 'buy'
  return 'hold'
}

function reaches(score: number, threshold: number): boolean {
  return Math.fround(score) >= Math.fround(threshold)
}

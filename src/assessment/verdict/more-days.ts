import { maximumMoments } from '../statistics/normal-maximum.js'
import { normalQuantile } from '../statistics/normal.js'
import { sharpeVariance } from '../statistics/sharpe-inference.js'
import { ALPHA } from './sharpe-figures.js'
import {
  MIN_DAYS,
  MIN_TRADES,
  type LuckFigures,
  type SharpeFigures,
  type TrialFigures,
  type VerdictFigures,
} from './verdict.js'

/** What the number of days is estimated from. */
export interface Progress extends Pick<VerdictFigures, 'days' | 'trades' | 'dailyGain' | 'interval'> {
  readonly sharpe: SharpeFigures | null
  readonly luck: LuckFigures | null
  readonly trials: TrialFigures
}

/**
 * After how many more days an edge of the size observed could be told from luck: the longest that any of the tests needs, if everything
 * goes on as it is and errors shrink with the root of the days. 0 where none needs more; null where no number of days would do.
 */
export function moreDays(progress: Progress): number | null {
  const { days, trades } = progress
  if (days === 0 || trades === 0) return null
  const needed = [
    MIN_DAYS,
    (days * MIN_TRADES) / trades,
    daysForSharpe(progress),
    daysForInterval(progress),
    daysForLuck(progress),
  ]
  const total = Math.max(...needed)
  return Number.isFinite(total) ? Math.max(0, Math.ceil(total - days)) : null
}

/** Days after which a ratio of this size would exceed what the best of the trials reaches by luck. */
function daysForSharpe({ sharpe, trials, days }: Progress): number {
  if (!sharpe) return days
  if (sharpe.ratio <= 0) return Infinity
  const { mean, variance } = maximumMoments(trials.effective)
  const bound = mean + normalQuantile(1 - ALPHA) * Math.sqrt(variance)
  return sharpeVariance(0, 1, { autocorrelation: sharpe.autocorrelation }) * (bound / sharpe.ratio) ** 2
}

/** Days after which an interval as wide for its days would exclude 0. */
function daysForInterval({ interval, days }: Progress): number {
  if (!interval) return days
  if (interval.mean <= 0) return Infinity
  return days * ((interval.mean - interval.low) / interval.mean) ** 2
}

/** Days after which a gain that lies so many deviations above that of luck would do so at 5 %. */
function daysForLuck({ luck, days }: Progress): number {
  if (!luck) return days
  const distance = normalQuantile(1 - luck.adjustedPValue)
  return distance > 0 ? days * (normalQuantile(1 - ALPHA) / distance) ** 2 : Infinity
}

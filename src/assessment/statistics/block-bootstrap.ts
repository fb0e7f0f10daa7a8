import { quantile } from '../../datasets/statistics/quantile.js'
import type { Rng } from '../../core/rng.js'

export interface BootstrapOptions {
  /** Default 1 000. */
  readonly draws?: number
  /** Expected length of a block, at least 1. */
  readonly blockLength: number
  readonly rng: Rng
}

/**
 * Fills `days` with a draw of the stationary bootstrap (Politis, Romano 1994): from a random day on, days follow each other, the first
 * after the last; each goes on with the next one, or, once in `blockLength` days, begins a new block. Of several bases the same
 * days are taken, so what they have in common stays.
 */
export function drawDays(days: Int32Array, blockLength: number, rng: Rng): void {
  const { length } = days
  const renewal = 1 / Math.max(1, blockLength)
  let day = rng.below(length)
  for (let i = 0; i < length; i++) {
    if (i > 0) day = rng.float() < renewal ? rng.below(length) : (day + 1) % length
    days[i] = day
  }
}

/** The statistic of each redrawn sequence of day indices 0 … `days` − 1. Throws RangeError without days, or a block below 1. */
export function bootstrap(
  days: number,
  statistic: (days: Int32Array) => number,
  { draws = 1000, blockLength, rng }: BootstrapOptions,
): Float64Array {
  if (!(days >= 1)) throw new RangeError(`a bootstrap of ${days} days; expected at least one`)
  if (!(blockLength >= 1)) throw new RangeError(`blocks of ${blockLength} days; expected at least 1`)
  const drawn = new Int32Array(days)
  const found = new Float64Array(draws)
  for (let draw = 0; draw < draws; draw++) {
    drawDays(drawn, blockLength, rng)
    found[draw] = statistic(drawn)
  }
  return found
}

/** The mean over the days of a draw. */
export function meanOfDays(values: Float64Array, days: Int32Array): number {
  let sum = 0
  for (const day of days) sum += values[day] ?? 0
  return sum / days.length
}

/** The Sharpe ratio a day over the days of a draw; 0 where nothing varies. */
export function sharpeOfDays(values: Float64Array, days: Int32Array): number {
  const mean = meanOfDays(values, days)
  let squares = 0
  for (const day of days) squares += ((values[day] ?? 0) - mean) ** 2
  return squares > 0 ? mean / Math.sqrt(squares / (days.length - 1)) : 0
}

/** The bounds between which a share `confidence` of the draws lies, as much below as above. */
export interface Interval {
  readonly low: number
  readonly high: number
  readonly confidence: number
}

/** The percentile interval of draws; default confidence 0.95. */
export function percentileInterval(draws: Float64Array, confidence = 0.95): Interval {
  const sorted = draws.toSorted()
  const tail = (1 - confidence) / 2
  return { low: quantile(sorted, tail), high: quantile(sorted, 1 - tail), confidence }
}

import type { Candles } from '../core/candles.js'
import { timeAt } from '../core/grid.js'
import { DAY, MINUTE } from '../core/time.js'

/** A jump of the close that was taken back: more likely a wrong price than a move of the market. */
export interface PriceSpike {
  /** Open time of the candle that jumped. */
  readonly time: number
  /** Return of that minute. */
  readonly change: number
}

/** A return is a jump from this many robust standard deviations of its UTC day on (1.4826 · median absolute deviation), */
const DEVIATIONS = 15
/** and from this size on: on quiet days the deviation is next to nothing. */
const MIN_CHANGE = 0.005
/** It is taken back where a close comes back to within this share of the jump, */
const REMAINDER = 0.25
/** at most so many minutes later. */
const REVERT_MINUTES = 5
/** Standard deviation of a normal distribution over its median absolute deviation. */
const NORMAL = 1.4826

/** Every jump of the close that was taken back within five minutes, in the order of time. Filled minutes do not jump. */
export function findPriceSpikes({ grid, close, filled }: Pick<Candles, 'grid' | 'close' | 'filled'>): PriceSpike[] {
  const spikes: PriceSpike[] = []
  const perDay = DAY / grid.calendar.interval
  const returns = computeReturns(close, filled)
  for (let day = Math.floor(grid.first / perDay) * perDay; day < grid.first + grid.rows; day += perDay) {
    const from = Math.max(0, day - grid.first)
    const to = Math.min(grid.rows, day + perDay - grid.first)
    const limit = Math.max(MIN_CHANGE, DEVIATIONS * robustDeviation(returns.subarray(from, to)))
    for (let row = from; row < to; row++) {
      const change = returns[row] ?? Number.NaN
      if (Math.abs(change) >= limit && isTakenBack(close, row)) spikes.push({ time: timeAt(grid, row), change })
    }
  }
  return dropReversals(spikes)
}

/** Returns from close to close; NaN in the first row and where either minute was filled. */
function computeReturns(close: Float64Array, filled: Uint8Array): Float64Array {
  const returns = new Float64Array(close.length).fill(Number.NaN)
  for (let row = 1; row < close.length; row++) {
    if (filled[row] === 0 && filled[row - 1] === 0) returns[row] = (close[row] ?? 0) / (close[row - 1] ?? 0) - 1
  }
  return returns
}

function robustDeviation(returns: Float64Array): number {
  const known = returns.filter((value) => !Number.isNaN(value))
  const middle = medianOf(known)
  return NORMAL * medianOf(known.map((value) => Math.abs(value - middle)))
}

function medianOf(values: Float64Array): number {
  const sorted = values.toSorted()
  const half = sorted.length >> 1
  if (sorted.length === 0) return 0
  return sorted.length % 2 === 1 ? (sorted[half] ?? 0) : ((sorted[half - 1] ?? 0) + (sorted[half] ?? 0)) / 2
}

function isTakenBack(close: Float64Array, row: number): boolean {
  const before = close[row - 1] ?? Number.NaN
  const jump = (close[row] ?? Number.NaN) - before
  for (const later of close.subarray(row + 1, row + 1 + REVERT_MINUTES)) {
    if ((later - before) / jump <= REMAINDER) return true
  }
  return false
}

/** Drops the way back, which is a jump too and is sometimes taken back itself: of the spikes within REVERT_MINUTES one stays. */
function dropReversals(spikes: readonly PriceSpike[]): PriceSpike[] {
  const first: PriceSpike[] = []
  for (const spike of spikes) {
    const last = first.at(-1)
    if (!last || spike.time - last.time > REVERT_MINUTES * MINUTE) first.push(spike)
  }
  return first
}

import type { Rng } from '../../../core/rng.js'
import type { TimeRange } from '../../../core/time.js'

export interface EpisodePlan {
  /** The average number of requests between two episodes. */
  readonly every: number
  /** The largest number of requests in an episode. */
  readonly requests: number
  /** An episode ends after so many milliseconds of the exchange's time. */
  readonly lasts: number
}

export interface EpisodeRequest {
  /** The number of the request in its episode, from 1. */
  readonly number: number
  /** The largest number of requests in this episode. */
  readonly of: number
}

/**
 * Creates episodes that begin with a random request and end after a random number of requests, or after a while:
 * whichever comes first, so that they end on an exchange whose time stands still as well as on one without requests.
 */
export function createEpisodes(plan: EpisodePlan, rng: Rng): (time: number) => EpisodeRequest | undefined {
  const nextGap = (): number => rng.below(2 * plan.every - 1)
  let gap = nextGap()
  let current: { number: number; readonly of: number; readonly until: number } | undefined
  return (time) => {
    if (current && (current.number >= current.of || time >= current.until)) {
      current = undefined
      gap = nextGap()
    }
    if (!current && gap-- > 0) return undefined
    current ??= { number: 0, of: 1 + rng.below(plan.requests), until: time + plan.lasts }
    current.number++
    return { number: current.number, of: current.of }
  }
}

/**
 * Creates one window of `lasts` ms in each `every` ms of time since the epoch, at a place that `draw` decides: the
 * windows do not depend on the caller or the time of the call. The function returns the window that contains a time.
 */
export function createWindows(
  every: number,
  lasts: number,
  draw: (index: number) => number,
): (time: number) => TimeRange | undefined {
  return (time) => {
    const index = Math.floor(time / every)
    const from = Math.floor(index * every + draw(index) * Math.max(0, every - lasts))
    return time >= from && time < from + lasts ? { from, to: from + lasts } : undefined
  }
}

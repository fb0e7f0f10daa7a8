import type { Rng } from '../../../core/rng.js'
import type { TimeRange } from '../../../core/time.js'

export interface EpisodePlan {
  /** On average so many requests lie between two episodes. */
  readonly every: number
  /** An episode has at most so many requests. */
  readonly requests: number
  /** An episode is over after so much of the exchange's time, in ms. */
  readonly lasts: number
}

export interface EpisodeRequest {
  /** Which request of its episode it is, from 1. */
  readonly number: number
  /** How many there are at most. */
  readonly of: number
}

/**
 * Episodes that begin with a drawn request and are over after a drawn number of requests, or after a while: whichever
 * comes first, so that they end on an exchange whose time stands still as well as on one that nobody asks.
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
 * One window of `lasts` ms in each `every` ms of time since the epoch, at a place that `draw` decides for each: the same
 * windows whoever asks, and when. Returns the window that a time lies in.
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

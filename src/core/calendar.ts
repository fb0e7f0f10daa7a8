import { MINUTE } from './time.js'

/**
 * When a market is open. Open minutes are numbered by ordinals without gaps, so history counts open minutes only and
 * kernels can anchor their blocks at absolute positions, whatever range was asked for.
 */
export interface Calendar {
  readonly id: string
  /** Milliseconds that one candle covers. */
  readonly interval: number
  /** Ordinal of the last candle that opens at or before `time`. */
  ordinalAt(time: number): number
  /** Open time of the candle with this ordinal, epoch ms. */
  timeAt(ordinal: number): number
}

/** The calendar of a market that never closes: the ordinal is the number of intervals since the epoch. */
export function alwaysOpen(interval: number = MINUTE): Calendar {
  return {
    id: `always-open/${interval}`,
    interval,
    ordinalAt: (time) => Math.floor(time / interval),
    timeAt: (ordinal) => ordinal * interval,
  }
}

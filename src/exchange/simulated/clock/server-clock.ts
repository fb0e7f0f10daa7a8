import type { Clock } from '../../../core/clock.js'
import { UserError } from '../../../core/errors.js'
import { isoMinute, type TimeRange } from '../../../core/time.js'

/**
 * With `stepped` the time stands still until it is advanced; otherwise it runs at `speed` times the speed of `clock`, at once or,
 * with `waits`, from the first sleep on: whoever trades in the same process begins with the first minute, however long it takes
 * to get ready.
 */
export type Pace = 'stepped' | RunningPace

export interface RunningPace {
  readonly speed: number
  readonly clock: Clock
  readonly waits?: boolean
}

/** The exchange's time, within the range that it replays. */
export interface ServerClock extends Clock {
  readonly pace: 'stepped' | 'running'
  /** Simulated milliseconds in one millisecond of the machine; 0 where stepped. */
  readonly speed: number
  readonly range: TimeRange
  /**
   * Advances to `time`, at most to the end; an earlier time changes nothing. Throws UserError where the clock runs by
   * itself.
   */
  advanceTo(time: number): void
  /** Calls `listener` whenever time has advanced, until the returned function is called. */
  watch(listener: () => void): () => void
}

/** A running clock is polled at this interval of the machine's milliseconds. */
const WATCH_INTERVAL = 100

/** Creates a clock that starts at `range.from` and stops at `range.to`. Sleeping on a stepped clock advances it. */
export function createServerClock(range: TimeRange, pace: Pace): ServerClock {
  if (!(range.from < range.to)) {
    throw new UserError(`a replay from ${isoMinute(range.from)} to ${isoMinute(range.to)} is empty; it must end later`)
  }
  return pace === 'stepped' ? steppedClock(range) : runningClock(range, pace)
}

function steppedClock(range: TimeRange): ServerClock {
  let now = range.from
  const listeners = new Set<() => void>()
  const advanceTo = (time: number): void => {
    const next = Math.max(now, Math.min(time, range.to))
    if (next === now) return
    now = next
    for (const listener of listeners) listener()
  }
  return {
    pace: 'stepped',
    speed: 0,
    range,
    now: () => now,
    advanceTo,
    watch: (listener) => {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    sleepUntil: (time, signal) => {
      if (signal?.aborted) return Promise.reject(abortReason(signal))
      advanceTo(time)
      return Promise.resolve()
    },
  }
}

function runningClock(range: TimeRange, { speed, clock, waits = false }: RunningPace): ServerClock {
  if (!(speed > 0)) throw new UserError(`speed ${speed}: expected a number above 0, or stepped`)
  let started = waits ? undefined : clock.now()
  const passed = (): number => (started === undefined ? 0 : (clock.now() - started) * speed)
  return {
    pace: 'running',
    speed,
    range,
    now: () => Math.min(range.to, Math.floor(range.from + passed())),
    advanceTo: () => {
      throw new UserError('this simulated exchange runs by itself; only a stepped one can be advanced')
    },
    watch: (listener) => {
      const timer = setInterval(listener, WATCH_INTERVAL).unref()
      return () => clearInterval(timer)
    },
    sleepUntil: (time, signal) => {
      started ??= clock.now()
      return clock.sleepUntil(started + (time - range.from) / speed, signal)
    },
  }
}

function abortReason(signal: AbortSignal): Error {
  return signal.reason instanceof Error ? signal.reason : new Error('aborted')
}

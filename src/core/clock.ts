/** Time as an argument: the system's clock in the composition roots, a recorded one in tests and replays. */
export interface Clock {
  /** Epoch milliseconds. */
  now(): number
  /** Resolves at `time` at the earliest; rejects with the signal's reason where it is aborted first. */
  sleepUntil(time: number, signal?: AbortSignal): Promise<void>
  /** Fetches the time of the clock that this one follows; absent where it follows none. */
  readonly sync?: () => Promise<void>
}

/** A clock that is ahead of another one by `offset` milliseconds, as they are at each moment. */
export function shiftClock(clock: Clock, offset: () => number): Clock {
  return {
    now: () => clock.now() + offset(),
    sleepUntil: (time, signal) => clock.sleepUntil(time - offset(), signal),
  }
}

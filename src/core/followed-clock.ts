import type { Clock } from './clock.js'
import { MINUTE, SECOND } from './time.js'

/** A clock that follows another one, whose time is fetched over a connection. */
export interface FollowedClock extends Clock {
  /** Fetches the other clock's time again. Rejects as `read` does; the last reading stays valid then. */
  readonly sync: () => Promise<void>
}

export interface ClockReading {
  readonly time: number
  /** Milliseconds of the other clock in one millisecond of the machine's; 0 where it stands still. */
  readonly speed: number
}

/** A reading is fetched again after this time, and no sleep lasts longer without one. */
const MAX_AGE = MINUTE
/** A sleep that is this much longer or shorter than it should be tells that the machine's clock was set. */
const STEP_MARGIN = SECOND
/** A reading that took longer than this is fetched again: the answer may be old. */
const QUICK = SECOND
const ATTEMPTS = 3

/**
 * Follows another clock by the machine's. A step of the machine's clock makes this one wrong only until the next reading: `sync`
 * fetches one, and so does a sleep that lasts a minute or that a step interrupts.
 */
export async function followClock(machine: Clock, read: () => Promise<ClockReading>): Promise<FollowedClock> {
  let anchor = await measure(machine, read)
  const now = (): number => Math.floor(anchor.time + (machine.now() - anchor.readAt) * anchor.speed)
  const sync = async (): Promise<void> => {
    anchor = await measure(machine, read)
  }
  const sleep = async (wait: number, signal?: AbortSignal): Promise<void> => {
    const before = machine.now()
    await machine.sleepUntil(before + wait, signal)
    const isStep = Math.abs(machine.now() - before - wait) > STEP_MARGIN
    const age = machine.now() - anchor.readAt
    // A clock that cannot be reached now is read by the next sleep.
    if (isStep || age < 0 || age >= MAX_AGE) await sync().catch(() => undefined)
  }
  return {
    now,
    sync,
    sleepUntil: async (time, signal) => {
      signal?.throwIfAborted()
      for (let left = time - now(); left > 0; left = time - now()) {
        await sleep(Math.min(Math.ceil(left / anchor.speed), MAX_AGE), signal)
      }
    },
  }
}

interface Anchor extends ClockReading {
  /** The machine's time to which the reading belongs. */
  readonly readAt: number
}

/** The quickest of a few readings; one during which the machine's clock was set back is no reading. */
async function measure(machine: Clock, read: () => Promise<ClockReading>): Promise<Anchor> {
  let best: (Anchor & { readonly took: number }) | undefined
  for (let attempt = 1; ; attempt++) {
    const before = machine.now()
    const reading = await read()
    const took = machine.now() - before
    const anchor = { ...reading, readAt: before + took / 2, took }
    if (took >= 0 && took < (best?.took ?? Infinity)) best = anchor
    if (best && (best.took <= QUICK || attempt >= ATTEMPTS)) return best
    if (attempt >= 2 * ATTEMPTS) return anchor
  }
}

import { setTimeout as sleep } from 'node:timers/promises'
import type { Rng } from '../../core/rng.js'
import { backOff } from './retry-transient.js'

export interface WatchPolicy {
  /** Milliseconds before connecting again; each further fault in a row waits up to twice as long. */
  readonly firstDelay: number
  readonly longestDelay: number
  readonly rng: Rng
  /** A connection on which nothing is heard for so many milliseconds counts as broken. */
  readonly silence: number
}

export interface Watching {
  /** Resolves with each event, rejects once the connection breaks. */
  readonly next: () => Promise<unknown>
  /** Ends a connection that is silent. */
  readonly disconnect: () => Promise<void>
  /** Told before each wait; throws where connecting again is of no use. */
  readonly onFault: (error: unknown, wait: number) => void
}

class Silent extends Error {
  override readonly name = 'Silent'
}

/** Watches event after event, and connects again after faults with growing, spread waits, until `signal`. */
export async function keepWatching(
  { next, disconnect, onFault }: Watching,
  policy: WatchPolicy,
  signal: AbortSignal,
): Promise<void> {
  let faults = 0
  while (!signal.aborted) {
    try {
      await unlessSilent(next(), policy.silence)
      faults = 0
    } catch (error) {
      if (signal.aborted) return
      const wait = backOff(++faults, policy)
      onFault(error, wait)
      if (error instanceof Silent) await disconnect()
      await sleep(wait, undefined, { signal }).catch(() => undefined)
    }
  }
}

async function unlessSilent(event: Promise<unknown>, silence: number): Promise<void> {
  const timer = new AbortController()
  // Once silence has won the race nobody waits for the event any more: what becomes of it must not end the process.
  event.catch(() => undefined)
  const silent = sleep(silence, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new Silent(`nothing was heard for ${Math.round(silence / 1000)} s`)
  })
  silent.catch(() => undefined)
  try {
    await Promise.race([event, silent])
  } finally {
    timer.abort()
  }
}

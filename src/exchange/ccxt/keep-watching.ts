import { setTimeout as sleep } from 'node:timers/promises'
import type { Rng } from '../../core/rng.js'
import { backoffDelay } from './retry-transient.js'

export interface WatchPolicy {
  /** Milliseconds before the first reconnect; each further failure in a row doubles the longest wait. */
  readonly initialDelay: number
  readonly maxDelay: number
  readonly rng: Rng
  /** A connection without a message for so many milliseconds counts as broken. */
  readonly silenceTimeout: number
}

export interface WatchTarget {
  /** Resolves with each event, and rejects once the connection breaks. */
  readonly next: () => Promise<unknown>
  /** Ends a silent connection. */
  readonly disconnect: () => Promise<void>
  /** Is called before each wait; throws where reconnecting is of no use. */
  readonly onError: (error: unknown, wait: number) => void
}

class SilenceError extends Error {
  override readonly name = 'Silent'
}

/** Watches event after event, and reconnects after errors with growing, random waits, until `signal` is aborted. */
export async function keepWatching(
  { next, disconnect, onError }: WatchTarget,
  policy: WatchPolicy,
  signal: AbortSignal,
): Promise<void> {
  let failures = 0
  while (!signal.aborted) {
    try {
      await unlessSilent(next(), policy.silenceTimeout)
      failures = 0
    } catch (error) {
      if (signal.aborted) return
      const wait = backoffDelay(++failures, policy)
      onError(error, wait)
      if (error instanceof SilenceError) await disconnect()
      await sleep(wait, undefined, { signal }).catch(() => undefined)
    }
  }
}

async function unlessSilent(event: Promise<unknown>, silence: number): Promise<void> {
  const timer = new AbortController()
  // // Once the silence has won the race nobody waits for the event: its rejection must not end the process.
  event.catch(() => undefined)
  const silent = sleep(silence, undefined, { signal: timer.signal, ref: false }).then(() => {
    throw new SilenceError(`nothing was heard for ${Math.round(silence / 1000)} s`)
  })
  silent.catch(() => undefined)
  try {
    await Promise.race([event, silent])
  } finally {
    timer.abort()
  }
}

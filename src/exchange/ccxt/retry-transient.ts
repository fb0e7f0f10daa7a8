import { setTimeout as sleep } from 'node:timers/promises'
import { CancelledError } from '../../core/errors.js'
import type { Rng } from '../../core/rng.js'
import type { CcxtFault } from './ccxt-error.js'

/** An exchange that asks for a longer wait than this has shut its client out: that is for a person to see. */
const LONGEST_WAIT = 60_000

export interface RetryPolicy {
  readonly attempts: number
  /** Milliseconds before the second attempt; each further one waits up to twice as long. */
  readonly firstDelay: number
  readonly longestDelay: number
  /** Spreads the waits of many clients, so that they do not all come back at once. */
  readonly rng: Rng
  /** Attempts as long as the exchange has not answered a single request; default: `attempts`. */
  readonly firstAttempts?: number
  /** Told before each wait, with its milliseconds. */
  readonly onRetry?: (fault: CcxtFault, wait: number) => void
  /** Once it is aborted nothing is waited for, and nothing repeated. */
  readonly signal?: AbortSignal | undefined
}

/** Holds back every request of a client while the exchange wants to be left alone: more of them would shut it out. */
export interface Pause {
  /** Resolves once requests may go out again; rejects at an abort, and at once as long as the client is shut out. */
  over(signal?: AbortSignal): Promise<void>
  /** No request for so many milliseconds from now on. */
  extend(milliseconds: number): void
  /** Shut out for so long that nobody waits: until then every request fails with `error`, and none goes out. */
  shutOut(milliseconds: number, error: unknown): void
}

export function newPause(): Pause {
  let until = 0
  let shut: { readonly until: number; readonly error: unknown } | undefined
  return {
    over: async (signal) => {
      if (shut && performance.now() < shut.until) throw shut.error
      for (let left = until - performance.now(); left > 0; left = until - performance.now()) {
        if (signal?.aborted) throw notAskedAgain()
        await sleepUnlessStopped(left, signal)
      }
    },
    extend: (milliseconds) => {
      until = Math.max(until, performance.now() + milliseconds)
    },
    shutOut: (milliseconds, error) => {
      if (!shut || performance.now() >= shut.until) shut = { until: performance.now() + milliseconds, error }
    },
  }
}

/** What `retryPassing` asks of its client. */
export interface RetryClient {
  readonly faultOf: (error: unknown) => CcxtFault
  /** Runs after a refusal of the time stamp. */
  readonly correctClock: () => Promise<void>
  readonly pause: Pause
  /** Whether the exchange has answered before. */
  readonly answered: () => boolean
}

/**
 * Repeats a request that may be repeated without harm, after faults that pass. Waits are of the machine's time: a
 * simulated clock must not be advanced by a retry. Throws CancelledError where the policy's signal is aborted before it went well.
 */
export async function retryPassing<T>(work: () => Promise<T>, policy: RetryPolicy, client: RetryClient): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.pause.over(policy.signal)
      return await work()
    } catch (error) {
      if (policy.signal?.aborted) throw notAskedAgain()
      const fault = client.faultOf(error)
      if (askedWait(fault) > LONGEST_WAIT) client.pause.shutOut(askedWait(fault), error)
      const attempts = client.answered() ? policy.attempts : (policy.firstAttempts ?? policy.attempts)
      if (attempt >= attempts || !passes(fault)) throw error
      const wait = fault.kind === 'clock' ? 0 : Math.max(askedWait(fault), backOff(attempt, policy))
      policy.onRetry?.(fault, wait)
      if (fault.kind === 'clock') await client.correctClock()
      else if (fault.kind === 'busy') client.pause.extend(wait)
      else await sleepUnlessStopped(wait, policy.signal)
      if (policy.signal?.aborted) throw notAskedAgain()
    }
  }
}

function notAskedAgain(): CancelledError {
  return new CancelledError('the exchange is not asked again')
}

async function sleepUnlessStopped(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal && { signal }).catch(() => undefined)
}

function passes(fault: CcxtFault): boolean {
  return ['clock', 'busy', 'passing'].includes(fault.kind) && askedWait(fault) <= LONGEST_WAIT
}

function askedWait({ kind, retryAfter }: CcxtFault): number {
  return kind === 'busy' ? (retryAfter ?? 0) : 0
}

/** Milliseconds to wait after so many attempts: twice as long each time, up to the longest, spread over the upper half. */
export function backOff(
  attempt: number,
  { firstDelay, longestDelay, rng }: Pick<RetryPolicy, 'firstDelay' | 'longestDelay' | 'rng'>,
): number {
  const longest = Math.min(longestDelay, firstDelay * 2 ** (attempt - 1))
  return longest * (0.5 + rng.float() / 2)
}

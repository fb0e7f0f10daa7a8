import { setTimeout as sleep } from 'node:timers/promises'
import { CancelledError } from '../../core/errors.js'
import type { Rng } from '../../core/rng.js'
import type { CcxtErrorInfo } from './ccxt-error.js'

/** An exchange that asks for a longer wait than this has banned its client, and a person must look at it. */
const MAX_RETRY_AFTER = 60_000

export interface RetryPolicy {
  readonly attempts: number
  /** Milliseconds before the second attempt; each further attempt doubles the longest wait. */
  readonly initialDelay: number
  readonly maxDelay: number
  /** Spreads the waits of many clients, so that they do not all come back at once. */
  readonly rng: Rng
  /** Attempts as long as the exchange has not answered a single request; default: `attempts`. */
  readonly connectAttempts?: number
  /** Is called before each wait with its milliseconds. */
  readonly onRetry?: (info: CcxtErrorInfo, wait: number) => void
  /** Once it is aborted no wait goes on and no request is repeated. */
  readonly signal?: AbortSignal | undefined
}

/** Holds back every request of a client while the exchange asks for a pause: more requests would get it banned. */
export interface RequestPause {
  /** Resolves once requests may go out again; rejects at an abort, and at once while the client is blocked. */
  waitUntilOver(signal?: AbortSignal): Promise<void>
  /** Pauses all requests for so many milliseconds from now on. */
  extend(milliseconds: number): void
  /** Blocks the client: until the time is over every request fails with `error` without going out. */
  block(milliseconds: number, error: unknown): void
}

export function createRequestPause(): RequestPause {
  let until = 0
  let shut: { readonly until: number; readonly error: unknown } | undefined
  return {
    waitUntilOver: async (signal) => {
      if (shut && performance.now() < shut.until) throw shut.error
      for (let left = until - performance.now(); left > 0; left = until - performance.now()) {
        if (signal?.aborted) throw cancelledError()
        await sleepUnlessStopped(left, signal)
      }
    },
    extend: (milliseconds) => {
      until = Math.max(until, performance.now() + milliseconds)
    },
    block: (milliseconds, error) => {
      if (!shut || performance.now() >= shut.until) shut = { until: performance.now() + milliseconds, error }
    },
  }
}

/** The functions of its client that `retryTransient` uses. */
export interface RetryClient {
  readonly classifyError: (error: unknown) => CcxtErrorInfo
  /** Is called after a time stamp was refused. */
  readonly syncClock: () => Promise<void>
  readonly pause: RequestPause
  /** Whether the exchange has answered before. */
  readonly hasAnswered: () => boolean
}

/**
 * Repeats a request that may be repeated without harm, after transient errors. Waits use the machine's time, because a
 * retry must not advance a simulated clock. Throws CancelledError where the signal of the policy is aborted before the
 * request succeeded.
 */
export async function retryTransient<T>(work: () => Promise<T>, policy: RetryPolicy, client: RetryClient): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      await client.pause.waitUntilOver(policy.signal)
      return await work()
    } catch (error) {
      if (policy.signal?.aborted) throw cancelledError()
      const info = client.classifyError(error)
      if (retryAfterOf(info) > MAX_RETRY_AFTER) client.pause.block(retryAfterOf(info), error)
      const attempts = client.hasAnswered() ? policy.attempts : (policy.connectAttempts ?? policy.attempts)
      if (attempt >= attempts || !isRetryable(info)) throw error
      const wait = info.kind === 'clock' ? 0 : Math.max(retryAfterOf(info), backoffDelay(attempt, policy))
      policy.onRetry?.(info, wait)
      if (info.kind === 'clock') await client.syncClock()
      else if (info.kind === 'busy') client.pause.extend(wait)
      else await sleepUnlessStopped(wait, policy.signal)
      if (policy.signal?.aborted) throw cancelledError()
    }
  }
}

function cancelledError(): CancelledError {
  return new CancelledError('the exchange is not asked again')
}

async function sleepUnlessStopped(milliseconds: number, signal: AbortSignal | undefined): Promise<void> {
  await sleep(milliseconds, undefined, signal && { signal }).catch(() => undefined)
}

function isRetryable(info: CcxtErrorInfo): boolean {
  return ['clock', 'busy', 'transient'].includes(info.kind) && retryAfterOf(info) <= MAX_RETRY_AFTER
}

function retryAfterOf({ kind, retryAfter }: CcxtErrorInfo): number {
  return kind === 'busy' ? (retryAfter ?? 0) : 0
}

/**
 * Returns the wait in milliseconds after so many attempts: it doubles each time up to the longest, and is random in its
 * upper half.
 */
export function backoffDelay(
  attempt: number,
  { initialDelay, maxDelay, rng }: Pick<RetryPolicy, 'initialDelay' | 'maxDelay' | 'rng'>,
): number {
  const delay = Math.min(maxDelay, initialDelay * 2 ** (attempt - 1))
  return delay * (0.5 + rng.float() / 2)
}

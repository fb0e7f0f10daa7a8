import { setTimeout as sleep } from 'node:timers/promises'
import { CancelledError } from '../../core/errors.js'
import type { Rng } from '../../core/rng.js'
import type { CcxtErrorInfo } from './ccxt-error.js'

/** An exchange that asks for a longer wait than this has shut its client out: that is for a person to see. */
const MAX_RETRY_AFTER = 60_000

export interface RetryPolicy {
  readonly attempts: number
  /** Milliseconds before the second attempt; each further one waits up to twice as long. */
  readonly initialDelay: number
  readonly maxDelay: number
  /** Spreads the waits of many clients, so that they do not all come back at once. */
  readonly rng: Rng
  /** Attempts as long as the exchange has not answered a single request; default: `attempts`. */
  readonly connectAttempts?: number
  /** Told before each wait, with its milliseconds. */
  readonly onRetry?: (info: CcxtErrorInfo, wait: number) => void
  /** Once it is aborted nothing is waited for, and nothing repeated. */
  readonly signal?: AbortSignal | undefined
}

/** Holds back every request of a client while the exchange wants to be left alone: more of them would shut it out. */
export interface RequestPause {
  /** Resolves once requests may go out again; rejects at an abort, and at once as long as the client is shut out. */
  waitUntilOver(signal?: AbortSignal): Promise<void>
  /** No request for so many milliseconds from now on. */
  extend(milliseconds: number): void
  /** Shut out for so long that nobody waits: until then every request fails with `error`, and none goes out. */
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

/** What `retryTransient` asks of its client. */
export interface RetryClient {
  readonly classifyError: (error: unknown) => CcxtErrorInfo
  /** Runs after a refusal of the time stamp. */
  readonly syncClock: () => Promise<void>
  readonly pause: RequestPause
  /** Whether the exchange has answered before. */
  readonly hasAnswered: () => boolean
}

/**
 * Repeats a request that may be repeated without harm, after faults that pass. Waits are of the machine's time: a
 * simulated clock must not be advanced by a retry. Throws CancelledError where the policy's signal is aborted before it went well.
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

/** Milliseconds to wait after so many attempts: twice as long each time, up to the longest, spread over the upper half. */
export function backoffDelay(
  attempt: number,
  { initialDelay, maxDelay, rng }: Pick<RetryPolicy, 'initialDelay' | 'maxDelay' | 'rng'>,
): number {
  const delay = Math.min(maxDelay, initialDelay * 2 ** (attempt - 1))
  return delay * (0.5 + rng.float() / 2)
}

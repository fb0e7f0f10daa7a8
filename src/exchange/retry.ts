import { setTimeout as sleep } from 'node:timers/promises'
import type { Rng } from '../core/rng.js'
import type { CcxtFault } from './ccxt-fault.js'

export interface RetryPolicy {
  readonly attempts: number
  /** Milliseconds before the second attempt; each further one waits up to twice as long. */
  readonly firstDelay: number
  readonly longestDelay: number
  /** Spreads the waits of many clients, so that they do not all come back at once. */
  readonly rng: Rng
}

/**
 * Repeats a request that may be repeated without harm, after faults that pass. Waits are of the machine's time: a
 * simulated clock must not be advanced by a retry. `correctClock` runs after a refusal of the time stamp.
 */
export async function retryPassing<T>(
  work: () => Promise<T>,
  policy: RetryPolicy,
  faultOf: (error: unknown) => CcxtFault,
  correctClock: () => Promise<void>,
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      const fault = faultOf(error)
      if (!['clock', 'busy', 'passing'].includes(fault.kind) || attempt >= policy.attempts) throw error
      if (fault.kind === 'clock') await correctClock()
      else await sleep(Math.max(fault.kind === 'busy' ? (fault.retryAfter ?? 0) : 0, backOff(attempt, policy)))
    }
  }
}

function backOff(attempt: number, { firstDelay, longestDelay, rng }: RetryPolicy): number {
  const longest = Math.min(longestDelay, firstDelay * 2 ** (attempt - 1))
  return longest * (0.5 + rng.float() / 2)
}

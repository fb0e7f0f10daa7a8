import { setTimeout as sleep } from 'node:timers/promises'
import type { Rng } from '../core/rng.js'
import type { CcxtFault } from './ccxt-fault.js'

/** An exchange that asks for a longer wait than this has shut its client out: that is for a person to see. */
const LONGEST_WAIT = 60_000

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
      const asked = fault.kind === 'busy' ? (fault.retryAfter ?? 0) : 0
      const passes = fault.kind === 'clock' || fault.kind === 'busy' || fault.kind === 'passing'
      if (!passes || attempt >= policy.attempts || asked > LONGEST_WAIT) throw error
      if (fault.kind === 'clock') await correctClock()
      else await sleep(Math.max(asked, backOff(attempt, policy)))
    }
  }
}

function backOff(attempt: number, { firstDelay, longestDelay, rng }: RetryPolicy): number {
  const longest = Math.min(longestDelay, firstDelay * 2 ** (attempt - 1))
  return longest * (0.5 + rng.float() / 2)
}

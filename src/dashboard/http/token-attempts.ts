import { SECOND } from '../../core/time.js'

/** Slows down whoever guesses tokens: after each wrong one its address has to wait, longer each time. */
export interface TokenAttempts {
  /** Seconds that an address has to wait before another token of it is looked at; 0 where it need not. */
  secondsToWait(address: string): number
  /** Counts a token that was looked at; a right one ends the waiting. */
  add(address: string, isRight: boolean): void
}

interface Attempts {
  readonly wrong: number
  /** Until when tokens are not looked at. */
  readonly until: number
}

/** Wrong tokens that cost nothing: people mistype. */
const FREE = 3
const LONGEST = 60 * SECOND
/** An address is forgotten after this time without a wrong token. */
const MEMORY = 3600 * SECOND
/** Addresses that are remembered, at most; beyond that those that were wrong longest ago are forgotten. */
const MAX_ADDRESSES = 1000

export function openTokenAttempts(now: () => number): TokenAttempts {
  const attempts = new Map<string, Attempts>()
  return {
    secondsToWait: (address) => {
      const { until = 0 } = attempts.get(networkOf(address)) ?? {}
      return Math.ceil(Math.max(0, until - now()) / SECOND)
    },
    add: (address, isRight) => {
      const network = networkOf(address)
      const before = attempts.get(network)
      // Set anew below, so that the order of the map is that of the last wrong tokens.
      attempts.delete(network)
      if (isRight) return
      const isRecent = before !== undefined && now() - before.until < MEMORY
      const wrong = (isRecent ? before.wrong : 0) + 1
      const wait = wrong < FREE ? 0 : Math.min(LONGEST, SECOND * 2 ** (wrong - FREE))
      attempts.set(network, { wrong, until: now() + wait })
      const [oldest] = attempts.keys()
      if (attempts.size > MAX_ADDRESSES && oldest !== undefined) attempts.delete(oldest)
    },
  }
}

/** Whoever has one IPv6 address has its whole network. */
function networkOf(address: string): string {
  const isMapped = /^::ffff:\d/.test(address)
  return address.includes(':') && !isMapped ? address.split(':').slice(0, 4).join(':') : address
}

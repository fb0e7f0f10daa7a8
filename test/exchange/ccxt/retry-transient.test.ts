import { describe, expect, test } from 'vitest'
import { CancelledError } from '../../../src/core/errors.js'
import { createRng } from '../../../src/core/rng.js'
import { openCcxtExchange } from '../../../src/exchange/open-ccxt-exchange.js'
import type { CcxtErrorInfo } from '../../../src/exchange/ccxt/ccxt-error.js'
import {
  createRequestPause,
  retryTransient,
  type RetryClient,
  type RetryPolicy,
} from '../../../src/exchange/ccxt/retry-transient.js'

const fault = (kind: CcxtErrorInfo['kind'], retryAfter?: number): CcxtErrorInfo => ({
  kind,
  code: undefined,
  text: kind,
  retryAfter,
})

class Failed extends Error {
  constructor(readonly fault: CcxtErrorInfo) {
    super(fault.text)
  }
}

function clientOf(answered = true): RetryClient & { readonly corrections: () => number } {
  let corrections = 0
  return {
    classifyError: (error) => (error instanceof Failed ? error.fault : fault('unrelated')),
    syncClock: async () => void corrections++,
    pause: createRequestPause(),
    hasAnswered: () => answered,
    corrections: () => corrections,
  }
}

const policy: RetryPolicy = { attempts: 4, connectAttempts: 2, initialDelay: 1, maxDelay: 2, rng: createRng(1) }

/** Fails with the faults one after the other, then succeeds; `times` are the moments of the attempts. */
function failing(...faults: readonly CcxtErrorInfo[]): { work: () => Promise<string>; times: number[] } {
  const left = [...faults]
  const times: number[] = []
  return {
    times,
    work: async () => {
      times.push(performance.now())
      const next = left.shift()
      if (next) throw new Failed(next)
      return 'done'
    },
  }
}

describe('retryPassing', () => {
  test.each(['transient', 'busy'] as const)(
    'after %s waits no longer, and repeats nothing, once it is stopped',
    async (kind) => {
      const stop = new AbortController()
      const { work, times } = failing(...Array.from({ length: 9 }, () => fault(kind, 50_000)))
      const slow = { ...policy, initialDelay: 50_000, maxDelay: 50_000, signal: stop.signal }
      const trying = retryTransient(work, slow, clientOf())
      setTimeout(() => stop.abort(), 20)
      await expect(trying).rejects.toThrow(CancelledError)
      expect(times.length).toBe(1)
    },
  )

  test.each([
    ['transient', 4],
    ['busy', 4],
    ['clock', 4],
    ['refused', 1],
    ['credentials', 1],
    ['not-found', 1],
    ['funds', 1],
    ['unmapped', 1],
    ['unrelated', 1],
  ] as const)('tries a request that keeps failing as %s %i times', async (kind, attempts) => {
    const { work, times } = failing(...Array.from({ length: 9 }, () => fault(kind)))
    await expect(retryTransient(work, policy, clientOf())).rejects.toThrow(kind)
    expect(times).toHaveLength(attempts)
  })

  test('gives up sooner on an exchange that never answered', async () => {
    const { work, times } = failing(...Array.from({ length: 9 }, () => fault('transient')))
    await expect(retryTransient(work, policy, clientOf(false))).rejects.toThrow('transient')
    expect(times).toHaveLength(2)
  })

  test('tells every retry with its reason and its wait, and corrects the clock where it was wrong', async () => {
    const told: [string, boolean][] = []
    const client = clientOf()
    const { work } = failing(fault('transient'), fault('clock'), fault('busy'))
    const onRetry = (reason: CcxtErrorInfo, wait: number): void => void told.push([reason.text, wait > 0])
    expect(await retryTransient(work, { ...policy, onRetry }, client)).toBe('done')
    expect(told).toEqual([
      ['transient', true],
      ['clock', false],
      ['busy', true],
    ])
    expect(client.corrections()).toBe(1)
  })

  test('where the exchange wants to be left alone, no other request of the client goes out meanwhile', async () => {
    const client = clientOf()
    const busy = failing(fault('busy', 120))
    const began = performance.now()
    const first = retryTransient(busy.work, policy, client)
    await Promise.resolve()
    await new Promise((resolve) => setTimeout(resolve, 5))
    const other = failing()
    await Promise.all([first, retryTransient(other.work, policy, client)])
    expect((busy.times[1] ?? 0) - began).toBeGreaterThanOrEqual(119)
    expect((other.times[0] ?? 0) - began).toBeGreaterThanOrEqual(119)
  })

  test('as long as an exchange shuts the client out, no request goes out at all', async () => {
    const client = clientOf()
    const banned = failing(fault('busy', 7_200_000))
    await expect(retryTransient(banned.work, policy, client)).rejects.toThrow('busy')
    const other = failing()
    await expect(retryTransient(other.work, policy, client)).rejects.toThrow('busy')
    expect([banned.times.length, other.times.length]).toEqual([1, 0])
  })
})

test.each(['bitflyer', 'mercado'])(
  'an exchange without minute candles (%s) is named before anything is asked',
  async (id) => {
    const clock = { now: () => 0, sleepUntil: () => Promise.resolve() }
    const exchange = await openCcxtExchange({ id, clock, initialDelay: 1 })
    await expect(exchange.fetchCandles('BTC/JPY', 0, 10)).rejects.toThrow(`${id} gives no minute candles`)
    await exchange.close()
  },
)

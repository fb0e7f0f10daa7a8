import { EventEmitter, once } from 'node:events'
import { expect, test } from 'vitest'
import { openBook } from '../../src/bookkeeping/book.js'
import { MINUTE } from '../../src/core/time.js'
import type { Exchange } from '../../src/exchange/exchange.js'
import { BUY, HOLD, SELL, START, exchangeOf, expectConsistent, newBook, runOn, type Scenario } from './scenario.js'

/** Half of every order is filled, so that orders rest, are cancelled, and sales are placed again. */
const SCENARIO: Scenario = {
  minutes: 6,
  quote: '2000',
  fillShare: () => 0.5,
  scores: (minute) => (minute === 1 ? BUY : minute === 3 ? SELL : HOLD),
}

interface Mortal extends Exchange {
  readonly died: Promise<unknown>
  readonly calls: () => number
}

/**
 * The same exchange until call number `at`; from then on nothing is answered any more, as for a process that was killed:
 * `before` that call was carried out, or `after` it was carried out and before its answer came.
 */
function mortal(exchange: Exchange, at: number, when: 'before' | 'after'): Mortal {
  let calls = 0
  const death = new EventEmitter()
  const died = once(death, 'death')
  const hang = <T>(): Promise<T> => {
    death.emit('death')
    return new Promise<T>(() => {})
  }
  const wrap =
    <A extends readonly unknown[], R>(work: (...args: A) => Promise<R>) =>
    async (...args: A): Promise<R> => {
      calls++
      if (calls > at || (calls === at && when === 'before')) return hang()
      const answer = await work(...args)
      return calls === at ? hang() : answer
    }
  return {
    id: exchange.id,
    died,
    calls: () => calls,
    fetchTime: wrap(() => exchange.fetchTime()),
    fetchMarketRules: wrap(() => exchange.fetchMarketRules()),
    fetchCandles: wrap((symbol: string, since: number, limit: number) => exchange.fetchCandles(symbol, since, limit)),
    fetchQuote: wrap((symbol: string) => exchange.fetchQuote(symbol)),
    fetchBalances: wrap(() => exchange.fetchBalances()),
    createOrder: wrap((request: Parameters<Exchange['createOrder']>[0]) => exchange.createOrder(request)),
    fetchOrder: wrap((symbol: string, id: string) => exchange.fetchOrder(symbol, id)),
    fetchOpenOrders: wrap((symbol: string) => exchange.fetchOpenOrders(symbol)),
    cancelOrder: wrap((symbol: string, id: string) => exchange.cancelOrder(symbol, id)),
    fetchOrderFills: wrap((order: Parameters<Exchange['fetchOrderFills']>[0]) => exchange.fetchOrderFills(order)),
    fetchFills: wrap((symbol: string, since: number) => exchange.fetchFills(symbol, since)),
    close: () => exchange.close(),
  }
}

async function callsInOneRun(): Promise<number> {
  const exchange = exchangeOf(SCENARIO)
  const counted = mortal(exchange, Infinity, 'before')
  await runOn(SCENARIO, await newBook(), exchange.clock, counted)
  return counted.calls()
}

test.each(['before', 'after'] as const)(
  'a process that dies %s any single call leaves a book that the next run completes',
  async (when) => {
    const calls = await callsInOneRun()
    expect(calls).toBeGreaterThan(25)
    for (let at = 1; at <= calls; at++) {
      const exchange = exchangeOf(SCENARIO)
      const first = await newBook()
      const dying = mortal(exchange, at, when)
      await Promise.race([runOn(SCENARIO, first, exchange.clock, dying, 'first'), dying.died])
      const second = openBook(first.file, 'crash')
      const { outcome } = await runOn(SCENARIO, second, exchange.clock, exchange, 'second')
      expect(outcome.outcome).toBe('done')
      expect(exchange.clock.now()).toBeGreaterThanOrEqual(START + SCENARIO.minutes * MINUTE)
      expectConsistent({ book: second, exchange })
      const decided = ['first', 'second'].flatMap((run) => second.decisions(run).map((one) => one.minute))
      expect(new Set(decided).size).toBe(decided.length)
      second.close()
    }
  },
)

import { expect, test } from 'vitest'
import { openBook } from '../../src/bookkeeping/book.js'
import { MINUTE } from '../../src/core/time.js'
import { mortal } from './mortal-exchange.js'
import { BUY, HOLD, SELL, START, exchangeOf, expectConsistent, newBook, runOn, type Scenario } from './scenario.js'

/** Half of every order is filled, so that orders rest, are cancelled, and sales are placed again. */
const SCENARIO: Scenario = {
  minutes: 6,
  quote: '2000',
  fillShare: () => 0.5,
  scores: (minute) => (minute === 1 ? BUY : minute === 3 ? SELL : HOLD),
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

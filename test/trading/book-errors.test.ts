import Database from 'libsql'
import { describe, expect, onTestFinished, test } from 'vitest'
import { BookError } from '../../src/bookkeeping/book-error.js'
import type { Book } from '../../src/bookkeeping/book.js'
import type { FakeExchange } from '../support/fake-exchange.js'
import { failing } from './failing-book.js'
import { BUY, HOLD, SELL, exchangeOf, newBook, runOn, type Scenario } from './scenario.js'

/** Half of every order is filled, so that orders rest in every minute. */
const RESTING: Scenario = {
  minutes: 6,
  quote: '2000',
  fillShare: () => 0.5,
  scores: (minute) => (minute === 1 ? BUY : minute === 3 ? SELL : HOLD),
}

const openOn = ({ placed }: FakeExchange): string[] =>
  placed.filter(({ status }) => status === 'open').map(({ clientOrderId }) => clientOrderId)

describe('a fault of the book', () => {
  test.each([
    ['writes', 1],
    ['everything', 5],
  ] as const)(
    'in any single call (%s) ends the run in one line, with every order cancelled',
    async (what, stride) => {
      const counted = failing(await newBook(), Infinity, what)
      const calm = exchangeOf(RESTING)
      await runOn(RESTING, counted.book, calm.clock, calm)
      expect(counted.calls()).toBeGreaterThan(30)
      for (let at = 1; at <= counted.calls(); at += stride) {
        const exchange = exchangeOf(RESTING)
        const run = runOn(RESTING, failing(await newBook(), at, what).book, exchange.clock, exchange)
        await expect(run).rejects.toThrow(
          /^book\.sqlite cannot be used as a book: .*No order is open: all were cancelled/,
        )
        expect(openOn(exchange)).toEqual([])
      }
    },
    180_000,
  )

  test('that is a lock by another program cancels before it waits for the book again; the next run completes the book', async () => {
    const exchange = exchangeOf(RESTING)
    const book = await newBook()
    const other = new Database(book.file)
    onTestFinished(() => void other.close())
    const order: string[] = []
    const watched = {
      ...exchange,
      cancelOrder: (symbol: string, id: string) => {
        order.push('cancel')
        return exchange.cancelOrder(symbol, id)
      },
    }
    const recordAction: Book['recordAction'] = (action) => {
      order.push('write')
      book.recordAction(action)
    }
    const scenario: Scenario = {
      ...RESTING,
      onMinute: () => {
        if (openOn(exchange).length === 0) return
        order.length = 0
        other.exec('BEGIN IMMEDIATE')
      },
    }
    const run = runOn(scenario, { ...book, recordAction }, exchange.clock, watched, 'first')
    await expect(run).rejects.toThrow(/another program keeps it locked: .*No order is open/)
    expect(order[0]).toBe('cancel')
    expect(openOn(exchange)).toEqual([])
    other.exec('ROLLBACK')
    await runOn(RESTING, book, exchange.clock, exchange, 'second')
    expect(book.unsettledOrders('a')).toEqual([])
    expect(book.fills('a').length).toBe(exchange.traded.length)
  }, 180_000)

  test('with an exchange that does not answer names the orders that may be open', async () => {
    let isDown = false
    const exchange = exchangeOf({ ...RESTING, fault: () => (isDown ? 'unavailable' : undefined) })
    const book = await newBook()
    const scenario: Scenario = {
      ...RESTING,
      onMinute: () => {
        isDown = openOn(exchange).length > 0
      },
    }
    const recordAction: Book['recordAction'] = (action) => {
      if (isDown) throw new BookError('disk I/O error', 'io')
      book.recordAction(action)
    }
    const broken = { ...book, recordAction }
    const run = runOn(scenario, broken, exchange.clock, exchange)
    await expect(run).rejects.toThrow(/did not confirm that these orders are cancelled: fu[0-9a-f]{24} of FIL\/USDT/)
  })
})

describe('an exchange that filled more than it has fills to show', () => {
  test('stops trading loudly, with every order cancelled, and again until it shows them', async () => {
    let isHidden = true
    const exchange = exchangeOf({ ...RESTING, hidesFill: () => isHidden })
    const book = await newBook()
    const message = /the exchange filled .* of this buy of FIL\/USDT and shows fills of 0 only; trading has stopped/
    await expect(runOn(RESTING, book, exchange.clock, exchange, 'first')).rejects.toThrow(message)
    expect(openOn(exchange)).toEqual([])
    expect(book.runs().at(-1)?.outcome).toBe('failed')
    expect(book.actions('first').find(({ kind }) => kind === 'fault')?.detail).toMatch(message)
    await expect(runOn(RESTING, book, exchange.clock, exchange, 'second')).rejects.toThrow(message)
    isHidden = false
    const { outcome } = await runOn({ ...RESTING, minutes: 20 }, book, exchange.clock, exchange, 'third')
    expect(outcome.outcome).toBe('done')
    expect(book.fills('a').length).toBe(exchange.traded.length)
  })

  test('for a moment only does not stop it', async () => {
    let asked = 0
    const exchange = exchangeOf({ ...RESTING, hidesFill: () => ++asked % 3 !== 0 })
    const book = await newBook()
    const { outcome } = await runOn(RESTING, book, exchange.clock, exchange)
    expect(outcome.outcome).toBe('done')
    expect(book.fills('a').length).toBe(exchange.traded.length)
  })

  test('stops a run that was asked to stop as loudly', async () => {
    const exchange = exchangeOf({ ...RESTING, hidesFill: ({ side }) => side === 'buy' })
    const book = await newBook()
    const abort = new AbortController()
    const scores: Scenario['scores'] = (minute) => {
      if (minute === 1) abort.abort(new Error('asked to stop'))
      return RESTING.scores(minute)
    }
    const run = runOn({ ...RESTING, signal: abort.signal, scores }, book, exchange.clock, exchange)
    await expect(run).resolves.toMatchObject({ outcome: { outcome: 'stopped' } })
    const resting = exchangeOf({ ...RESTING, hidesFill: () => true })
    const stop = new AbortController()
    const createOrder: FakeExchange['createOrder'] = async (request) => {
      const placed = await resting.createOrder(request)
      stop.abort(new Error('asked to stop'))
      return placed
    }
    const other = await newBook()
    const second = runOn({ ...RESTING, signal: stop.signal }, other, resting.clock, { ...resting, createOrder })
    await expect(second).rejects.toThrow(/trading has stopped/)
    expect(other.runs().at(-1)?.outcome).toBe('failed')
  })
})

import { describe, expect, test } from 'vitest'
import { openBook } from '../../src/bookkeeping/book.js'
import { MINUTE } from '../../src/core/time.js'
import { BUY, HOLD, SELL, START, exchangeOf, newBook, runOn, type Scenario } from './scenario.js'

const QUOTE = '1000'

describe('a coin that is sold by hand', () => {
  test('stops buying, is named in the book with its amounts, and stays so over a restart', async () => {
    const exchange = exchangeOf({ minutes: 0, scores: () => HOLD, quote: QUOTE })
    const book = await newBook()
    const scenario: Scenario = {
      minutes: 5,
      scores: () => BUY,
      trading: { whenHolding: 'add', maxQuote: '100' },
      onMinute: ({ minute }) => {
        if (minute !== START + 2 * MINUTE) return
        exchange.move('FIL', -20)
        exchange.move('USDT', 200)
      },
    }
    const { outcome, reports } = await runOn(scenario, book, exchange.clock, exchange, 'first')
    expect(exchange.placed.map(({ time }) => (time - START) / MINUTE)).toEqual([0, 1, 2])
    const found = `the account holds ${exchange.total('FIL').toFixed()} FIL where the book has ${book.positions('a').get('FIL/USDT')?.amount.toFixed()}`
    expect(
      book
        .decisions('first')
        .map(({ act, reason }) => `${act}: ${reason}`)
        .slice(3),
    ).toEqual([`none: ${found}`, `none: ${found}`])
    expect(
      book
        .actions('first')
        .filter(({ kind }) => kind === 'balance')
        .map(({ detail }) => detail),
    ).toEqual([
      '200 USDT moved without an order of this book: no gain and no loss',
      `${found}: nothing is bought until they agree`,
    ])
    // What was sold by hand is no gain of the book, and the value says that it is the book's.
    expect(outcome.differences.map(({ currency, balance }) => [currency, balance.toFixed()])).toEqual([
      ['FIL', exchange.total('FIL').toFixed()],
    ])
    expect(outcome.transferred.toFixed()).toBe('200')
    expect(outcome.equity.toFixed()).toBe('999.4012')
    expect(reports.map(({ differences }) => differences.length)).toEqual([0, 0, 0, 1, 1])

    const again = openBook(book.file, 'crash')
    expect(again.differences('a').length).toBe(1)
    const second = await runOn({ ...scenario, minutes: 8 }, again, exchange.clock, exchange, 'second')
    expect(exchange.placed.length).toBe(3)
    expect(again.actions('second').find(({ kind }) => kind === 'balance')?.detail).toContain(found)
    expect(second.outcome.differences.length).toBe(1)
    again.close()
  })

  test('in the last minute is found at the end', async () => {
    const exchange = exchangeOf({ minutes: 0, scores: () => HOLD, quote: QUOTE })
    const book = await newBook()
    const scenario: Scenario = {
      minutes: 2,
      scores: (minute) => (minute === 0 ? BUY : HOLD),
      onMinute: ({ minute }) => {
        if (minute === START + MINUTE) exchange.move('FIL', -20)
      },
    }
    const { outcome } = await runOn(scenario, book, exchange.clock, exchange)
    expect(outcome.differences.map(({ currency }) => currency)).toEqual(['FIL'])
  })

  test('and bought back agrees again, and buying goes on', async () => {
    const exchange = exchangeOf({ minutes: 0, scores: () => HOLD, quote: QUOTE })
    const book = await newBook()
    const scenario: Scenario = {
      minutes: 6,
      scores: () => BUY,
      trading: { whenHolding: 'add', maxQuote: '100' },
      onMinute: ({ minute }) => {
        if (minute === START + MINUTE) exchange.move('FIL', -5)
        if (minute === START + 3 * MINUTE) exchange.move('FIL', 5)
      },
    }
    const { outcome } = await runOn(scenario, book, exchange.clock, exchange)
    expect(exchange.placed.map(({ time }) => (time - START) / MINUTE)).toEqual([0, 1, 4, 5])
    expect(book.actions('r1').at(-1)?.detail).toBe('the account holds what the book has again')
    expect(outcome.differences).toEqual([])
    expect(book.differences('a')).toEqual([])
  })

  test('is written off where a person asks for it; the rest is sold, and buying goes on', async () => {
    const exchange = exchangeOf({ minutes: 0, scores: () => HOLD, quote: QUOTE })
    const book = await newBook()
    const bought = { minutes: 1, scores: () => BUY, trading: { maxQuote: '100' } }
    await runOn(bought, book, exchange.clock, exchange, 'first')
    exchange.move('FIL', -4)
    exchange.move('USDT', 40)
    const scenario: Scenario = {
      minutes: 6,
      scores: (minute) => (minute === 2 ? SELL : minute === 4 ? BUY : HOLD),
      acceptBalances: true,
      trading: { maxQuote: '100' },
    }
    const { outcome } = await runOn(scenario, book, exchange.clock, exchange, 'second')
    expect(book.adjustments('a').map(({ symbol, amount }) => `${symbol} ${amount.toFixed()}`)).toEqual(['FIL/USDT 4'])
    expect(exchange.placed.map(({ side }) => side)).toEqual(['buy', 'sell', 'buy'])
    expect(outcome.differences).toEqual([])
    const held = book.positions('a').get('FIL/USDT')?.amount.toFixed()
    expect(held).toBe(exchange.total('FIL').toFixed())
    // Summed up from the file the positions are the same.
    const other = openBook(book.file, 'crash')
    expect(other.positions('a').get('FIL/USDT')?.amount.toFixed()).toBe(held)
    other.close()
  })
})

test('foreign holdings, and those who take of them, are no difference', async () => {
  const exchange = exchangeOf({ minutes: 0, scores: () => HOLD, quote: QUOTE, holdings: { FIL: '50', BTC: '1' } })
  const book = await newBook()
  const scenario: Scenario = {
    minutes: 4,
    scores: (minute) => (minute === 0 ? BUY : minute === 3 ? SELL : HOLD),
    onMinute: ({ minute }) => {
      if (minute === START + MINUTE) exchange.move('FIL', -50)
    },
  }
  const { outcome } = await runOn(scenario, book, exchange.clock, exchange)
  expect(outcome.differences).toEqual([])
  expect(book.actions('r1').filter(({ kind }) => kind === 'balance')).toEqual([])
})

test('orders that are filled in part are no difference', async () => {
  const exchange = exchangeOf({ minutes: 0, scores: () => HOLD, quote: QUOTE, fillShare: () => 0.3 })
  const book = await newBook()
  await runOn(
    { minutes: 16, scores: (minute) => [BUY, SELL, SELL, BUY][minute % 4] ?? HOLD },
    book,
    exchange.clock,
    exchange,
  )
  expect(book.actions('r1').filter(({ kind }) => kind === 'balance')).toEqual([])
})

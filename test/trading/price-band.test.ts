import { expect, test } from 'vitest'
import { MINUTE } from '../../src/core/time.js'
import { BUY, HOLD, SELL, START, expectConsistent, trade } from './scenario.js'

const CRASH = START + 2 * MINUTE

/** The market falls to half from the third minute on; the first candle that shows it is that of the minute of the crash. */
const crash = (_symbol: string, time: number): number => (time >= CRASH - MINUTE ? 5 : 10)

test('nothing is bought in the minute of a crash, and the refusal has the figures', async () => {
  const ran = await trade({
    minutes: 4,
    scores: (minute) => (minute === 2 ? BUY : HOLD),
    price: () => 10,
    quoteShift: (_symbol, now) => (now >= CRASH && now < CRASH + MINUTE ? 0.5 : 1),
  })
  expect(ran.exchange.placed).toEqual([])
  expect(ran.book.actions('r1').filter(({ kind }) => kind === 'refuse')).toMatchObject([
    { base: 'fil', detail: 'buy: price 5.01 is 49.9 % below the last close 10: trading.priceBand.buy allows 1 %' },
  ])
})

test('a sale leaves a crash once its close shows the new price, also where the signal is gone by then', async () => {
  const ran = await trade({
    minutes: 6,
    scores: (minute) => (minute === 0 ? BUY : minute === 1 ? SELL : HOLD),
    price: crash,
    // The book falls a minute before the first close tells so.
    quoteShift: (_symbol, now) => (now >= START + MINUTE && now < CRASH ? 0.5 : 1),
  })
  const refused = ran.book.actions('r1').filter(({ kind }) => kind === 'refuse')
  expect(refused.length).toBeGreaterThan(0)
  for (const { detail } of refused) expect(detail).toMatch(/^sell: price 4.99 is 50.1 % below the last close 10: /)
  const sales = ran.book.orders('a').filter(({ side }) => side === 'sell')
  expect(sales.length).toBeGreaterThan(0)
  expect(sales.map(({ price, state }) => [price.toFixed(), state])).toEqual(sales.map(() => ['4.99', 'filled']))
  expect(Math.max(...sales.map(({ time }) => time))).toBeLessThanOrEqual(CRASH + MINUTE)
  expectConsistent(ran)
})

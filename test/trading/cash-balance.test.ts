import { expect, test } from 'vitest'
import { Decimal, ZERO } from '../../src/core/decimal.js'
import type { Balance } from '../../src/exchange/exchange.js'
import { trackCashBalance } from '../../src/trading/cash-balance.js'
import { newBook } from './scenario.js'

const RUN = { id: 'r', account: 'a', mode: 'replay', time: 0, config: '{}' } as const
const usdt = (free: number, locked = 0): ReadonlyMap<string, Balance> =>
  new Map([['USDT', { free: new Decimal(free), locked: new Decimal(locked) }]])

test('a balance that is ahead of the booked fills makes and loses no money', async () => {
  const book = await newBook()
  book.startRun(RUN)
  const moved: string[] = []
  const onTransfer = (amount: Decimal): void => void moved.push(amount.toFixed())
  const cash = trackCashBalance({ book, account: 'a', quote: 'USDT', onTransfer })
  cash.update(usdt(1000))
  const worth = (): string =>
    cash
      .amount()
      .plus((book.positions('a').get('FIL/USDT')?.amount ?? ZERO).times(10))
      .toFixed()
  expect(worth()).toBe('1000')

  const money = { price: new Decimal(10), amount: new Decimal(50) }
  const order = { base: 'fil', symbol: 'FIL/USDT', icebergAmount: undefined, minute: 0, reason: 'buy signal' }
  book.planOrder({ ...order, ...money, clientOrderId: 'b', side: 'buy' }, RUN, 0)
  const known = { symbol: 'FIL/USDT', clientOrderId: 'b', exchangeId: 'x', side: 'buy', time: 0, ...money } as const
  book.recordOrder({ ...known, status: 'open', filled: ZERO, cost: ZERO }, 0)
  // Half of it is filled on the exchange: the balance knows, the book does not.
  cash.update(usdt(500 - 0.25, 250))
  expect(worth()).toBe('1000')
  // The book learns of the fill, with its fee; the balance is older than it.
  const fill = { symbol: 'FIL/USDT', exchangeOrderId: 'x', side: 'buy', maker: false, time: 1 } as const
  const fee = { currency: 'USDT', amount: new Decimal('0.25') }
  book.recordFills('a', [{ ...fill, id: '1', price: money.price, amount: new Decimal(25), fee }])
  expect(worth()).toBe('999.75')
  // The rest is filled with a fee in the base, and everything is settled: the balance is believed again, and a quarter that
  // no fill explains was moved by others.
  const inBase = { currency: 'FIL', amount: new Decimal('0.025') }
  book.recordFills('a', [{ ...fill, id: '2', price: money.price, amount: new Decimal(25), fee: inBase }])
  book.recordOrder({ ...known, status: 'filled', filled: money.amount, cost: new Decimal(500) }, 2)
  expect(worth()).toBe('999.5')
  cash.update(usdt(500))
  expect(worth()).toBe('999.5')
  expect(moved).toEqual(['0.25'])
  cash.update(usdt(9500))
  cash.update(usdt(400))
  expect(worth()).toBe('999.5')
  expect(moved).toEqual(['0.25', '9000', '-9100'])
  expect(cash.transferred().toFixed()).toBe('-99.75')
})

test('without any answer of the exchange there is no cash', async () => {
  const book = await newBook()
  const cash = trackCashBalance({ book, account: 'a', quote: 'USDT', onTransfer: () => {} })
  expect(cash.amount().toFixed()).toBe('0')
})

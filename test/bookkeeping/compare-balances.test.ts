import { expect, test } from 'vitest'
import { describeDifferences, findDifferences } from '../../src/bookkeeping/compare-balances.js'
import type { BookOrder } from '../../src/bookkeeping/records.js'
import { Decimal, ZERO } from '../../src/core/decimal.js'
import type { Side } from '../../src/exchange/exchange.js'

interface Case {
  readonly booked: Readonly<Record<string, string>>
  readonly held: Readonly<Record<string, readonly [free: string, locked?: string]>>
  readonly unsettled?: readonly BookOrder[]
  readonly feeCoins?: readonly string[]
}

function orderOf(side: Side, symbol: string, amount: string, booked: string): BookOrder {
  return {
    clientOrderId: 'o',
    base: 'fil',
    symbol,
    side,
    price: new Decimal(1),
    amount: new Decimal(amount),
    icebergAmount: undefined,
    minute: 0,
    reason: '',
    runId: 'r',
    account: 'a',
    time: 0,
    state: 'open',
    exchangeId: 'x',
    filled: ZERO,
    cost: ZERO,
    bookedAmount: new Decimal(booked),
    isComplete: false,
  }
}

function compare({ booked, held, unsettled = [], feeCoins = [] }: Case): string[] {
  const differences = findDifferences({
    positions: new Map(
      Object.entries(booked).map(([symbol, amount]) => [
        symbol,
        { symbol, amount: new Decimal(amount), averagePrice: new Decimal(1) },
      ]),
    ),
    balances: new Map(
      Object.entries(held).map(([currency, [free, locked = '0']]) => [
        currency,
        { free: new Decimal(free), locked: new Decimal(locked) },
      ]),
    ),
    unsettled,
    feeCoins: () => new Set(feeCoins),
  })
  return differences.map(
    ({ currency, booked: book, balance: account }) => `${currency} ${book.toFixed()} ${account.toFixed()}`,
  )
}

test('an account that holds as much as the book, or more, agrees with it', () => {
  expect(compare({ booked: { 'FIL/USDT': '10' }, held: { FIL: ['4', '6'], BTC: ['1'], USDT: ['0'] } })).toEqual([])
  expect(compare({ booked: { 'FIL/USDT': '10' }, held: { FIL: ['500'] } })).toEqual([])
  expect(compare({ booked: {}, held: {} })).toEqual([])
})

test('a last digit too little is a difference, and so is a coin that is not there at all', () => {
  const booked = { 'FIL/USDT': '0.100000000000000002', 'NEAR/USDT': '3' }
  expect(compare({ booked, held: { FIL: ['0.100000000000000001'] } })).toEqual([
    'FIL 0.100000000000000002 0.100000000000000001',
    'NEAR 3 0',
  ])
})

test('a coin that is held in two markets is compared as one', () => {
  const booked = { 'FIL/USDT': '10', 'FIL/USDC': '5' }
  expect(compare({ booked, held: { FIL: ['15'] } })).toEqual([])
  expect(compare({ booked, held: { FIL: ['14'] } })).toEqual(['FIL 15 14'])
})

test('only what an open sale may have taken is tolerated', () => {
  const unsettled = [orderOf('sell', 'FIL/USDT', '6', '2'), orderOf('buy', 'FIL/USDT', '100', '0')]
  expect(compare({ booked: { 'FIL/USDT': '10' }, held: { FIL: ['6'] }, unsettled })).toEqual([])
  expect(compare({ booked: { 'FIL/USDT': '10' }, held: { FIL: ['5.9'] }, unsettled })).toEqual(['FIL 10 5.9'])
  expect(compare({ booked: { 'NEAR/USDT': '10' }, held: { NEAR: ['6'] }, unsettled })).toEqual(['NEAR 10 6'])
})

test('a coin that pays fees may be short while an order is open, and no longer', () => {
  const booked = { 'BNB/USDT': '1' }
  const unsettled = [orderOf('buy', 'FIL/USDT', '6', '2')]
  expect(compare({ booked, held: { BNB: ['0.99'] }, unsettled, feeCoins: ['BNB'] })).toEqual([])
  expect(compare({ booked, held: { BNB: ['0.99'] }, unsettled })).toEqual(['BNB 1 0.99'])
  expect(compare({ booked, held: { BNB: ['0.99'] }, feeCoins: ['BNB'] })).toEqual(['BNB 1 0.99'])
})

test('one line has the amounts in full', () => {
  const one = { currency: 'FIL', booked: new Decimal('6777.09'), balance: new Decimal('0.09') }
  expect(describeDifferences([one])).toBe('the account holds 0.09 FIL where the book has 6777.09')
})

import * as fc from 'fast-check'
import { expect, test } from 'vitest'
import { positionsFromFills, type Position } from '../../src/bookkeeping/positions.js'
import { Decimal } from '../../src/core/decimal.js'
import type { Fill, Side } from '../../src/exchange/exchange.js'

function fill(side: Side, amount: string, price: string, fee: string, currency: string, symbol = 'FIL/USDT'): Fill {
  return {
    id: '1',
    exchangeOrderId: '1',
    symbol,
    side,
    price: new Decimal(price),
    amount: new Decimal(amount),
    fee: { currency, amount: new Decimal(fee) },
    maker: false,
    time: 0,
  }
}

function position(fills: readonly Fill[], symbol = 'FIL/USDT'): [string, string] | undefined {
  const found: Position | undefined = positionsFromFills(fills).get(symbol)
  return found && [found.amount.toFixed(), found.averagePrice.toFixed()]
}

test('a fee in the base is not held, a fee in quote or another coin is', () => {
  expect(position([fill('buy', '10', '3', '0.01', 'FIL')])).toEqual(['9.99', '3'])
  expect(position([fill('buy', '10', '3', '0.03', 'USDT')])).toEqual(['10', '3'])
  expect(position([fill('buy', '10', '3', '0.0001', 'BNB')])).toEqual(['10', '3'])
})

test('a fee in a third coin reduces what is held of that coin, never below nothing', () => {
  const fills = [fill('buy', '1', '200', '0', 'USDT', 'BNB/USDT'), fill('buy', '10', '3', '0.25', 'BNB')]
  expect(position(fills, 'BNB/USDT')).toEqual(['0.75', '200'])
  expect(position([...fills, fill('buy', '10', '3', '5', 'BNB')], 'BNB/USDT')).toEqual(['0', '0'])
})

test('the average price is weighted by amount, and a sale does not change it', () => {
  const bought = [fill('buy', '10', '3', '0', 'USDT'), fill('buy', '30', '5', '0', 'USDT')]
  expect(position(bought)).toEqual(['40', '4.5'])
  expect(position([...bought, fill('sell', '15', '9', '0.1', 'USDT')])).toEqual(['25', '4.5'])
  expect(position([...bought, fill('sell', '40', '9', '0.1', 'USDT'), fill('buy', '2', '7', '0', 'USDT')])).toEqual([
    '2',
    '7',
  ])
})

test('selling what this book did not buy leaves nothing, not less', () => {
  expect(position([fill('buy', '1', '3', '0', 'USDT'), fill('sell', '5', '3', '0', 'USDT')])).toEqual(['0', '0'])
})

test('whatever is bought before it is sold, the position is bought less sold less fees in the base', () => {
  const units = fc.integer({ min: 1, max: 1_000_000 })
  fc.assert(
    fc.property(fc.array(fc.record({ units, sold: fc.nat(100), price: units }), { minLength: 1 }), (steps) => {
      let held = new Decimal(0)
      const fills = steps.flatMap(({ units: bought, sold, price }) => {
        const amount = new Decimal(bought).div(1000)
        const fee = amount.times('0.001')
        const sale = amount.minus(fee).times(sold).div(100)
        held = held.plus(amount).minus(fee).minus(sale)
        const cost = String(price / 100)
        return [
          fill('buy', amount.toFixed(), cost, fee.toFixed(), 'FIL'),
          fill('sell', sale.toFixed(), cost, '0', 'USDT'),
        ]
      })
      expect(position(fills)?.[0]).toBe(held.toFixed())
    }),
  )
})

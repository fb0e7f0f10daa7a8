import { expect, test } from 'vitest'
import type { BookOrder } from '../../src/bookkeeping/records.js'
import { defaultConfig } from '../../src/config/parse-config.js'
import { Decimal, ZERO } from '../../src/core/decimal.js'
import { MINUTE, SECOND } from '../../src/core/time.js'
import { computeExpiry, dueTimeOf, selectUnfilled, uncertainReserve } from '../../src/trading/order-life.js'
import { computeResale, computeStep, makeStepRules } from '../../src/trading/step.js'
import { marketRules } from '../support/fake-exchange.js'

const NOW = Date.UTC(2023, 9, 1)
const life = { orderLife: 45 * SECOND }
const rules = makeStepRules(defaultConfig().trading, { buy: 0.7, sell: 0.8 })

function orderOf(changes: Partial<BookOrder>): BookOrder {
  return {
    clientOrderId: 'o',
    base: 'aaa',
    symbol: 'AAA/USDT',
    side: 'sell',
    price: new Decimal(10),
    amount: new Decimal(3),
    icebergAmount: undefined,
    minute: NOW,
    reason: '',
    runId: 'r',
    account: 'a',
    time: NOW,
    state: 'open',
    exchangeId: '1',
    filled: ZERO,
    cost: ZERO,
    bookedAmount: ZERO,
    isComplete: false,
    ...changes,
  }
}

const viewOf = (bid: number) => ({
  base: 'aaa',
  rules: marketRules('AAA/USDT'),
  candleTime: NOW - MINUTE,
  close: 10,
  scores: { hold: 0, buy: 1, sell: 0 },
  sellable: new Decimal(3),
  averagePrice: new Decimal(10),
  lossMinutes: 0,
  openOrders: 0,
  usedParts: { buy: 0, sell: 0 },
  quote: { bid: new Decimal(bid), ask: new Decimal(bid), time: NOW },
})

test('an order is cancelled once its life is over, and the parts of its decision with it', () => {
  const parts = [orderOf({ clientOrderId: 'a' }), orderOf({ clientOrderId: 'b', time: NOW + 2 * SECOND })]
  const other = orderOf({ clientOrderId: 'c', base: 'bbb', time: NOW + SECOND })
  const at = (time: number) => computeExpiry([...parts, other], time, life)
  expect(at(NOW + 44 * SECOND)).toEqual({ cancels: [], nextExpiry: NOW + 45 * SECOND })
  expect(at(NOW + 45 * SECOND).cancels.map((one) => one.clientOrderId)).toEqual(['a', 'b'])
  expect(at(NOW + 46 * SECOND).cancels.map((one) => one.clientOrderId)).toEqual(['a', 'b', 'c'])
  expect(computeExpiry([], NOW, life)).toEqual({ cancels: [], nextExpiry: undefined })
})

test('an order that could not be cancelled is due again after a wait, one of a wrong clock at once', () => {
  const retryAt = (): number => NOW + 50 * SECOND
  expect(dueTimeOf(orderOf({}), NOW + 48 * SECOND, { ...life, retryAt })).toBe(NOW + 50 * SECOND)
  expect(dueTimeOf(orderOf({}), NOW, { ...life, retryAt })).toBe(NOW + 5 * SECOND)
  expect(dueTimeOf(orderOf({ time: NOW + MINUTE }), NOW, life)).toBe(NOW)
})

test('what ended with a part unfilled is told from what is filled or still open', () => {
  const filled = orderOf({ state: 'filled', filled: new Decimal(3) })
  const cancelled = orderOf({ state: 'cancelled', filled: new Decimal(1) })
  expect(selectUnfilled([filled, cancelled, orderOf({})])).toEqual([cancelled])
})

test('quote that a purchase of unknown outcome may have locked is not spent', () => {
  const live = [
    orderOf({ side: 'buy', state: 'planned' }),
    orderOf({ side: 'buy' }),
    orderOf({ side: 'sell', state: 'planned' }),
  ]
  expect(uncertainReserve(live).toNumber()).toBe(30)
  const view = { ...viewOf(10), sellable: ZERO, averagePrice: undefined }
  const spent = (liveOrders: readonly BookOrder[]): number =>
    computeStep({ runId: 'r', minute: NOW, bases: [view], freeQuote: new Decimal(130), liveOrders, rules })
      .orders.reduce((sum, { price, amount }) => sum.plus(price.times(amount)), ZERO)
      .toNumber()
  expect(spent([])).toBeGreaterThan(120)
  expect(spent(live)).toBeLessThanOrEqual(100)
  expect(spent(live)).toBeGreaterThan(90)
})

test('a sale is placed again at the new bid; the price alone postpones it, an open order prevents it', () => {
  const given = { runId: 'r', minute: NOW, rules }
  const resale = computeResale(viewOf(9.9), given)
  expect(resale?.orders.map(({ side, price, reason }) => [side, price.toNumber(), reason])).toEqual([
    ['sell', 9.9, 'sold again at the new bid'],
  ])
  expect(resale?.isUnfinished).toBe(false)
  expect(computeResale(viewOf(5), given)).toMatchObject({ orders: [], isUnfinished: true })
  expect(computeResale({ ...viewOf(9.9), openOrders: 1 }, given)).toBeUndefined()
})

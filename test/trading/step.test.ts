import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { defaultConfig } from '../../src/config/parse-config.js'
import { Decimal } from '../../src/core/decimal.js'
import { MINUTE } from '../../src/core/time.js'
import type { MarketRules } from '../../src/exchange/exchange.js'
import type { WatchedBase } from '../../src/trading/decide.js'
import { planOrders, type OrderPlan } from '../../src/trading/plan-orders.js'
import { signalFromScores } from '../../src/trading/signal.js'
import { splitOrder } from '../../src/trading/split-order.js'
import { makeStepRules, computeStep, type StepInputs, type StepResult } from '../../src/trading/step.js'
import { marketRules } from '../support/fake-exchange.js'

const MINUTE_0 = Date.UTC(2023, 9, 1)
const BASES = ['aaa', 'bbb', 'ccc']

const decimal = (least: number, most: number, digits: number): fc.Arbitrary<Decimal> =>
  fc
    .integer({ min: Math.round(least * 10 ** digits), max: Math.round(most * 10 ** digits) })
    .map((units) => new Decimal(units).div(new Decimal(10).pow(digits)))
const maybe = <T>(value: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> => fc.option(value, { nil: undefined })
const powerOfTen = fc.integer({ min: -5, max: 0 }).map((power) => new Decimal(10).pow(power))

const market: fc.Arbitrary<Partial<MarketRules>> = fc.record({
  active: fc.nat(9).map((n) => n > 0),
  priceStep: powerOfTen,
  amountStep: powerOfTen,
  minAmount: maybe(decimal(0.001, 2, 3)),
  maxAmount: maybe(decimal(3, 2000, 0)),
  minCost: maybe(decimal(1, 20, 0)),
  maxCost: maybe(decimal(100, 9000, 0)),
  maxIcebergParts: maybe(fc.integer({ min: 1, max: 20 })),
  maxOpenOrders: maybe(fc.integer({ min: 1, max: 5 })),
  takerFee: decimal(0, 0.01, 4),
})

const watched = (base: string): fc.Arbitrary<WatchedBase> =>
  fc
    .record({
      rules: market,
      close: fc.integer({ min: 1, max: 100_000 }).map((cents) => cents / 100),
      buy: fc.nat(10),
      sell: fc.nat(10),
      scored: fc.boolean(),
      sellable: decimal(0, 5000, 4),
      averagePrice: maybe(decimal(0.01, 1000, 2)),
      lossMinutes: fc.nat(8),
      openOrders: fc.nat(3),
      quoted: fc.nat(9),
      spread: decimal(0, 0.5, 3),
    })
    .map(({ rules, close, buy, sell, scored, quoted, spread, ...rest }) => ({
      base,
      rules: marketRules(`${base.toUpperCase()}/USDT`, rules),
      candleTime: MINUTE_0 - MINUTE,
      close,
      scores: scored ? { hold: 0, buy: buy / 10, sell: sell / 10 } : undefined,
      usedParts: { buy: 0, sell: 0 },
      quote: quoted > 0 ? { bid: new Decimal(close), ask: new Decimal(close).plus(spread), time: MINUTE_0 } : undefined,
      ...rest,
    }))

const inputs: fc.Arbitrary<StepInputs> = fc
  .record({
    bases: fc.tuple(...BASES.map(watched)),
    freeQuote: decimal(-10, 100_000, 2),
    maxQuote: fc.integer({ min: 0, max: 60_000 }).map(String),
    whenHolding: fc.constantFrom('ignore' as const, 'add' as const),
  })
  .map(({ bases, freeQuote, maxQuote, whenHolding }) => ({
    runId: 'r',
    minute: MINUTE_0,
    bases,
    freeQuote,
    liveOrders: [],
    rules: makeStepRules({ ...defaultConfig().trading, maxQuote, whenHolding }, { buy: 0.7, sell: 0.8 }),
  }))

const viewOf = ({ bases }: StepInputs, name: string): WatchedBase => {
  const view = bases.find(({ base }) => base === name)
  if (!view) throw new Error(`no base ${name}`)
  return view
}

const ordersOf = (result: StepResult, base: string, side: string): StepResult['orders'] =>
  result.orders.filter((order) => order.base === base && order.side === side)

const sum = (values: readonly Decimal[]): Decimal => values.reduce((total, value) => total.plus(value), new Decimal(0))

const property = (check: (given: StepInputs, result: StepResult) => void): void => {
  fc.assert(
    fc.property(inputs, (given) => check(given, computeStep(given))),
    { numRuns: 300 },
  )
}

describe('orders of a step', () => {
  test('respect every limit of their market', () => {
    property((given, { orders }) => {
      for (const { base, price, amount, icebergAmount } of orders) {
        const { rules } = viewOf(given, base)
        const cost = price.times(amount)
        expect(rules.active).toBe(true)
        expect(price.div(rules.priceStep).isInteger() && amount.div(rules.amountStep).isInteger()).toBe(true)
        expect(amount.gt(0) && amount.gte(rules.minAmount ?? 0) && amount.lte(rules.maxAmount ?? Infinity)).toBe(true)
        expect(cost.gte(rules.minCost ?? 0) && cost.lte(rules.maxCost ?? Infinity) && cost.lte(4500)).toBe(true)
        if (!icebergAmount) continue
        expect(cost.gt(450) && icebergAmount.lt(amount)).toBe(true)
        expect(icebergAmount.div(rules.amountStep).isInteger()).toBe(true)
        expect(amount.div(icebergAmount).ceil().toNumber()).toBeLessThanOrEqual(
          Math.min(10, rules.maxIcebergParts ?? 0),
        )
      }
      for (const view of given.bases) {
        const count = orders.filter((order) => order.base === view.base).length
        if (count > 0) expect(view.openOrders + count).toBeLessThanOrEqual(view.rules.maxOpenOrders ?? Infinity)
      }
    })
  })

  test('never sell more than may be sold', () => {
    property((given, result) => {
      for (const { base, sellable } of given.bases) {
        expect(sum(ordersOf(result, base, 'sell').map((order) => order.amount)).lte(sellable)).toBe(true)
      }
    })
  })

  test('never spend more than is free or allowed, fees included, and no base more than its share', () => {
    property((given, result) => {
      const spent = given.bases.map(({ base, rules }) => {
        const cost = sum(ordersOf(result, base, 'buy').map((order) => order.price.times(order.amount)))
        return cost.times(rules.takerFee.plus(1))
      })
      const budget = Decimal.max(0, Decimal.min(given.freeQuote, given.rules.maxQuote))
      const buyers = result.decisions.filter((decision) => decision.act === 'buy').length
      expect(sum(spent).lte(budget)).toBe(true)
      for (const cost of spent) expect(cost.times(buyers).lte(budget) || cost.isZero()).toBe(true)
    })
  })

  test('go only one way for a base, never beside an open order, and have ids of their own', () => {
    property((given, { orders, decisions }) => {
      expect(new Set(orders.map((order) => order.clientOrderId)).size).toBe(orders.length)
      for (const { base, openOrders } of given.bases) {
        const sides = new Set(orders.filter((order) => order.base === base).map((order) => order.side))
        expect(sides.size).toBeLessThanOrEqual(openOrders > 0 ? 0 : 1)
      }
      for (const { base, side, reason } of orders) {
        expect(decisions.find((decision) => decision.base === base)).toMatchObject({ act: side, reason })
      }
    })
  })

  test('are there for every decision to act, or the reason why not', () => {
    property((_given, { orders, refused, decisions }) => {
      for (const { base, act } of decisions.filter((decision) => decision.act !== 'none')) {
        expect(orders.some((order) => order.base === base) || refused.some((one) => one.base === base)).toBe(true)
        expect(refused.every((one) => one.reason !== '' && decisions.some((other) => other.base === one.base))).toBe(
          true,
        )
        expect(orders.filter((order) => order.base === base).every((order) => order.side === act)).toBe(true)
      }
    })
  })

  test('are the same whenever the same is asked', () => {
    property((given, result) => {
      expect(computeStep(given).orders.map((order) => order.clientOrderId)).toEqual(
        result.orders.map((order) => order.clientOrderId),
      )
    })
  })
})

describe('signals', () => {
  const thresholds = { buy: 0.7, sell: 0.8 }

  test('act at the threshold, compared as float32', () => {
    expect(signalFromScores({ hold: 0.3, buy: Math.fround(0.7), sell: 0 }, thresholds)).toBe('buy')
    expect(signalFromScores({ hold: 0.3, buy: 0.699, sell: 0 }, thresholds)).toBe('hold')
    expect(signalFromScores({ hold: 0.2, buy: 0, sell: Math.fround(0.8) }, thresholds)).toBe('sell')
  })

  test('sell wins where it is as strong as a purchase', () => {
    expect(signalFromScores({ hold: 0, buy: 0.5, sell: 0.5 }, { buy: 0.3, sell: 0.3 })).toBe('sell')
  })

  test('below a half, the class with the highest score alone can act, as in the threshold matrix', () => {
    const low = { buy: 0.3, sell: 0.3 }
    expect(signalFromScores({ hold: 0, buy: 0.6, sell: 0.4 }, low)).toBe('buy')
    expect(signalFromScores({ hold: 0.35, buy: 0.33, sell: 0.32 }, low)).toBe('hold')
    expect(signalFromScores({ hold: 0.31, buy: 0.34, sell: 0.35 }, low)).toBe('sell')
    expect(signalFromScores({ hold: 0.31, buy: 0.34, sell: 0.35 }, { buy: 0.3, sell: 0.4 })).toBe('hold')
  })
})

describe('the split of an order', () => {
  const rules = makeStepRules(defaultConfig().trading, { buy: 0.7, sell: 0.8 })

  test('10 000 quote at 100 are three nearly equal orders, each an iceberg of parts of at most 450', () => {
    const orders = splitOrder(new Decimal(100), new Decimal(100), marketRules('A/USDT'), rules)
    expect(orders.map((order) => order.amount.toFixed())).toEqual(['33.334', '33.333', '33.333'])
    expect(orders.map((order) => order.icebergAmount?.toFixed())).toEqual(['4.167', '4.167', '4.167'])
  })

  test('a market that allows fewer parts gets larger ones', () => {
    const market = marketRules('A/USDT', { maxIcebergParts: 4 })
    const [order] = splitOrder(new Decimal(45), new Decimal(100), market, rules)
    expect(order?.icebergAmount?.toFixed()).toBe('11.25')
  })

  test('up to 450 quote, or where there are no icebergs, everything is shown', () => {
    const small = splitOrder(new Decimal('4.5'), new Decimal(100), marketRules('A/USDT'), rules)
    expect(small.map((order) => order.icebergAmount)).toEqual([undefined])
    const none = splitOrder(
      new Decimal(40),
      new Decimal(100),
      marketRules('A/USDT', { maxIcebergParts: undefined }),
      rules,
    )
    expect(none.map((order) => order.icebergAmount)).toEqual([undefined])
  })

  test('parts add up to the amount, rounded down to the step, and differ by one step at most', () => {
    fc.assert(
      fc.property(decimal(0, 3000, 4), decimal(0.01, 500, 2), market, (amount, price, overrides) => {
        const market = marketRules('A/USDT', overrides)
        const parts = splitOrder(amount, price, market, rules).map((order) => order.amount)
        if (parts.length === 0) return
        expect(sum(parts).toFixed()).toBe(amount.toNearest(market.amountStep, Decimal.ROUND_DOWN).toFixed())
        expect(
          Decimal.max(...parts)
            .minus(Decimal.min(...parts))
            .lte(market.amountStep),
        ).toBe(true)
      }),
    )
  })
})

/** A base whose order book is off its last close. */
const quoted = (close: number, bid: number, ask: number): WatchedBase => ({
  base: 'aaa',
  rules: marketRules('AAA/USDT'),
  candleTime: MINUTE_0 - MINUTE,
  close,
  scores: { hold: 0, buy: 1, sell: 0 },
  sellable: new Decimal(5),
  averagePrice: undefined,
  lossMinutes: 0,
  openOrders: 0,
  usedParts: { buy: 0, sell: 0 },
  quote: { bid: new Decimal(bid), ask: new Decimal(ask), time: MINUTE_0 },
})

const planOne = (act: 'buy' | 'sell', view: WatchedBase): OrderPlan => {
  const rules = makeStepRules(defaultConfig().trading, { buy: 0.7, sell: 0.8 })
  return planOrders([{ view, decision: { minute: MINUTE_0, act, reason: 'test' } }], new Decimal(1000), rules, 'r')
}

const reasonOf = (act: 'buy' | 'sell', view: WatchedBase): string | undefined => planOne(act, view).refused[0]?.reason

describe('the price of an order', () => {
  test('of a purchase is within 1 % of the last close, to either side', () => {
    expect(planOne('buy', quoted(10, 10, 10.1)).orders.length).toBe(1)
    expect(planOne('buy', quoted(10, 9.8, 9.9)).orders.length).toBe(1)
    expect(reasonOf('buy', quoted(10, 10, 10.11))).toBe(
      'price 10.11 is 1.1 % above the last close 10: trading.priceBand.buy allows 1 %',
    )
    expect(reasonOf('buy', quoted(10, 5, 5.01))).toBe(
      'price 5.01 is 49.9 % below the last close 10: trading.priceBand.buy allows 1 %',
    )
    expect(reasonOf('buy', quoted(Number.NaN, 10, 10))).toMatch(/no close/)
  })

  test('of a sale is down to 10 % below it, and as high as it gets', () => {
    expect(planOne('sell', quoted(10, 9, 9.1)).orders.length).toBe(1)
    expect(planOne('sell', quoted(10, 30, 31)).orders.length).toBe(1)
    expect(planOne('sell', quoted(Number.NaN, 3, 4)).orders.length).toBe(1)
    expect(planOne('sell', quoted(10, 8.99, 9.1)).refused).toEqual([
      {
        base: 'aaa',
        side: 'sell',
        reason: 'price 8.99 is 10.1 % below the last close 10: trading.priceBand.sell allows 10 %',
        isPriceDeviation: true,
      },
    ])
  })
})

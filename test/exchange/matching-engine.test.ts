import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Decimal, ZERO } from '../../src/core/decimal.js'
import { MINUTE } from '../../src/core/time.js'
import { openAccount, type SimulatedAccount } from '../../src/exchange/simulated/account.js'
import { BinanceFault } from '../../src/exchange/simulated/binance-fault.js'
import { openEngine, type MatchingEngine } from '../../src/exchange/simulated/matching-engine.js'
import { openMarket, type SimulatedMarket } from '../../src/exchange/simulated/simulated-market.js'
import type { OrderSide, SimulatedOrder } from '../../src/exchange/simulated/simulated-order.js'
import { START, candlesOf, type Bar } from './market.js'

interface Setup {
  readonly engine: MatchingEngine
  readonly account: SimulatedAccount
  readonly market: SimulatedMarket
  readonly place: (side: OrderSide, price: number, quantity: number) => SimulatedOrder
}

function setUp(bars: readonly Bar[], { share = 0.1, spreadTicks = 1 } = {}): Setup {
  const filters = { tickSize: new Decimal('0.1'), stepSize: new Decimal('0.01'), minNotional: ZERO }
  const market = openMarket('ABC/USDT', candlesOf(bars), START, filters)
  const account = openAccount(
    new Map([
      ['USDT', new Decimal(1000)],
      ['ABC', new Decimal(10)],
    ]),
  )
  const engine = openEngine({
    markets: [market],
    account,
    makerFee: new Decimal('0.001'),
    takerFee: new Decimal('0.002'),
    volumeShare: new Decimal(share),
    spreadTicks,
  })
  let orders = 0
  const place = (side: OrderSide, price: number, quantity: number): SimulatedOrder =>
    engine.place({
      symbol: 'ABCUSDT',
      side,
      price: new Decimal(price),
      quantity: new Decimal(quantity),
      icebergQuantity: undefined,
      clientOrderId: `order-${orders++}`,
    })
  return { engine, account, market, place }
}

const bar = (open: number, high: number, low: number, close: number, volume = 100): Bar => ({
  open,
  high,
  low,
  close,
  volume,
})
const at = (minutes: number): number => START + minutes * MINUTE
const text = (values: readonly Decimal[]): string[] => values.map((value) => value.toFixed())

/** Fills a buy below and a sell above the open: the sides in the order of their fills. */
function sidesInTurn(bars: readonly Bar[]): OrderSide[] {
  const { engine, market, place } = setUp(bars)
  place('BUY', 99, 1)
  place('SELL', 101, 1)
  engine.advance(at(1))
  return [...market.trades].sort((a, b) => a.time - b.time).map((trade) => trade.side)
}

describe('a resting order', () => {
  test('is filled at its own price, as maker, when the price goes through it', () => {
    const { engine, market, place } = setUp([bar(100, 101, 98, 100.5)])
    place('BUY', 99, 2)
    engine.advance(at(1))
    expect(market.trades).toMatchObject([{ maker: true, side: 'BUY' }])
    expect(text(market.trades.map((trade) => trade.price))).toEqual(['99'])
    // Rising candle: 100 → 98 in the first third, so 99 is passed after 10 s and gone through half a tick later.
    expect(market.trades[0]?.time).toBe(START + 10_501)
  })

  test('is not filled by a touch', () => {
    const { engine, market, place } = setUp([bar(100, 101, 98, 100.5)])
    place('BUY', 98, 1)
    place('SELL', 101, 1)
    engine.advance(at(1))
    expect(market.trades).toEqual([])
  })

  test('follows open, low, high, close when rising, and open, high, low, close when falling', () => {
    expect(sidesInTurn([bar(100, 102, 98, 100)])).toEqual(['BUY', 'SELL'])
    expect(sidesInTurn([bar(100, 102, 98, 99.9)])).toEqual(['SELL', 'BUY'])
  })

  test('sees only prices after its arrival', () => {
    const { engine, market, place } = setUp([bar(100, 102, 98, 100), bar(100, 100, 100, 100)])
    engine.advance(START + 30_000)
    place('BUY', 99, 1)
    engine.advance(at(2))
    expect(market.trades).toEqual([])
  })

  test('is filled by a jump between two candles, at its own price', () => {
    const { engine, market, place } = setUp([bar(100, 100, 100, 100), bar(95, 95, 95, 95)])
    place('BUY', 99, 1)
    engine.advance(at(2))
    expect(text(market.trades.map((trade) => trade.price))).toEqual(['99'])
    expect(market.trades[0]?.time).toBe(at(1))
  })

  test.each<[OrderSide, number]>([
    ['BUY', 100.3],
    ['SELL', 99.7],
  ])('inside the spread waits for the first trade after it (%s at %d)', (side, price) => {
    const { engine, market, place } = setUp([bar(100, 100, 100, 100), bar(100, 100, 100, 100)], { spreadTicks: 5 })
    place(side, price, 1)
    engine.advance(START + 1)
    engine.advance(at(1))
    expect(market.trades).toEqual([])
    engine.advance(at(2))
    expect(market.trades.map((trade) => trade.time)).toEqual([at(1)])
  })

  test('takes the share of each candle in turn, better prices first, then older orders', () => {
    const { engine, market, place } = setUp([bar(100, 100, 90, 100), bar(100, 100, 90, 100, 50)])
    place('BUY', 96, 4)
    place('BUY', 98, 4)
    place('BUY', 96, 1)
    place('BUY', 95, 1)
    engine.advance(at(1))
    const fills = market.trades.map((trade) => [trade.orderId, trade.quantity.toNumber()])
    expect(fills).toEqual([
      [2, 4],
      [1, 4],
      [3, 1],
      [4, 1],
    ])
  })

  test('keeps what is left for the next candle', () => {
    const { engine, market, place } = setUp([bar(100, 100, 90, 100, 15), bar(100, 100, 90, 100, 7)])
    const order = place('BUY', 96, 3)
    engine.advance(at(1))
    expect(order).toMatchObject({ status: 'PARTIALLY_FILLED' })
    engine.advance(at(3))
    expect(text(market.trades.map((trade) => trade.quantity))).toEqual(['1.5', '0.7'])
    expect(market.trades[1]?.time).toBeGreaterThan(at(1))
  })
})

describe('an arriving order', () => {
  test('takes at the price of the book, as taker, and gives back what it locked too much', () => {
    const { account, market, place } = setUp([bar(100, 100, 100, 100)])
    place('BUY', 105, 2)
    expect(text(market.trades.map((trade) => trade.price))).toEqual(['100.1'])
    expect(market.trades[0]?.maker).toBe(false)
    expect(
      text([account.balances().get('USDT')?.free ?? ZERO, account.balances().get('USDT')?.locked ?? ZERO]),
    ).toEqual(['799.8', '0'])
    // The fee of a buy is taken from the base: 2 ABC at 0.2 %.
    expect(account.balances().get('ABC')?.free.toFixed()).toBe('11.996')
  })

  test('takes no more than the share of the volume; the rest waits at its limit', () => {
    const { account, place } = setUp([bar(100, 100, 100, 100, 10)])
    const order = place('SELL', 99.9, 3)
    expect(order).toMatchObject({ status: 'PARTIALLY_FILLED' })
    expect(order.filled.toFixed()).toBe('1')
    expect(account.balances().get('ABC')).toMatchObject({ free: new Decimal(7), locked: new Decimal(2) })
    // The fee of a sell is taken from the quote.
    expect(account.balances().get('USDT')?.free.toFixed()).toBe('1099.7002')
  })

  test('without the money is refused and changes nothing', () => {
    const { account, engine, place } = setUp([bar(100, 100, 100, 100)])
    expect(() => place('BUY', 100, 10.01)).toThrow(BinanceFault)
    expect(() => place('SELL', 100, 10.01)).toThrow('insufficient balance')
    expect(account.balances().get('USDT')?.free.toFixed()).toBe('1000')
    expect(engine.orders('ABCUSDT')).toEqual([])
  })
})

type Action =
  | { readonly kind: 'place'; readonly side: OrderSide; readonly tick: number; readonly steps: number }
  | { readonly kind: 'cancel'; readonly order: number }
  | { readonly kind: 'wait'; readonly milliseconds: number }

const bars = fc.array(
  fc
    .tuple(
      fc.array(fc.integer({ min: 950, max: 1050 }), { minLength: 4, maxLength: 4 }),
      fc.integer({ min: 0, max: 60 }),
    )
    .map(([ticks, volume]) => {
      const [open = 0, close = 0] = ticks
      return bar(open / 10, Math.max(...ticks) / 10, Math.min(...ticks) / 10, close / 10, volume)
    }),
  { minLength: 3, maxLength: 8 },
)
const side = fc.constantFrom<OrderSide>('BUY', 'SELL')
const place: fc.Arbitrary<Action> = fc
  .tuple(side, fc.integer({ min: 950, max: 1050 }), fc.integer({ min: 1, max: 900 }))
  .map(([side, tick, steps]) => ({ kind: 'place', side, tick, steps }))
const cancel: fc.Arbitrary<Action> = fc.integer({ min: 1, max: 12 }).map((order) => ({ kind: 'cancel', order }))
const wait: fc.Arbitrary<Action> = fc
  .integer({ min: 0, max: 90_000 })
  .map((milliseconds) => ({ kind: 'wait', milliseconds }))
const actions = fc.array(fc.oneof(place, cancel, wait), { minLength: 1, maxLength: 25 })
const spreadTicks = fc.integer({ min: 1, max: 5 })

/** Carries the actions out, each wait cut into pieces of at most `piece` ms; refusals are part of the game. */
function play(setup: Setup, list: readonly Action[], piece: number, check: () => void = () => {}): void {
  let now = START
  for (const action of list) {
    try {
      if (action.kind === 'place') setup.place(action.side, action.tick / 10, action.steps / 100)
      if (action.kind === 'cancel') setup.engine.cancel('ABCUSDT', { id: action.order })
    } catch (error) {
      if (!(error instanceof BinanceFault)) throw error
    }
    if (action.kind === 'wait') {
      for (const end = now + action.milliseconds; now < end;) {
        now = Math.min(end, now + piece)
        setup.engine.advance(now)
      }
    }
    check()
  }
}

const sum = (values: readonly Decimal[]): Decimal => values.reduce((total, value) => total.plus(value), ZERO)

describe('whatever is traded', () => {
  test('money is neither created nor lost, and no balance falls below zero', () => {
    fc.assert(
      fc.property(bars, actions, spreadTicks, (bars, list, spreadTicks) => {
        const setup = setUp(bars, { spreadTicks })
        play(setup, list, 90_000, () => {
          const { account } = setup
          const balances = account.balances()
          const trades = setup.market.trades
          const signed = (trade: (typeof trades)[number], value: Decimal): Decimal =>
            trade.side === 'BUY' ? value : value.negated()
          const expected: Record<string, Decimal> = {
            ABC: sum(trades.map((trade) => signed(trade, trade.quantity))).plus(10),
            USDT: sum(trades.map((trade) => signed(trade, trade.quantity.times(trade.price)).negated())).plus(1000),
          }
          for (const [asset, { free, locked }] of balances) {
            expect(free.gte(0) && locked.gte(0)).toBe(true)
            expect(
              free
                .plus(locked)
                .plus(account.fees().get(asset) ?? ZERO)
                .toFixed(),
            ).toBe(expected[asset]?.toFixed())
          }
          expect(balances.get('USDT')?.locked.toFixed()).toBe(lockedBy(setup, 'BUY').toFixed())
          expect(balances.get('ABC')?.locked.toFixed()).toBe(lockedBy(setup, 'SELL').toFixed())
        })
      }),
    )
  })

  test('no fill is worse than its limit, outside its candle, or beyond the share of its volume', () => {
    fc.assert(
      fc.property(bars, actions, spreadTicks, (bars, list, spreadTicks) => {
        const setup = setUp(bars, { spreadTicks })
        play(setup, list, 90_000)
        const taken = new Map<number, Decimal>()
        for (const trade of setup.market.trades) {
          const order = setup.engine.find('ABCUSDT', { id: trade.orderId })
          expect(trade.side === 'BUY' ? trade.price.lte(order?.price ?? 0) : trade.price.gte(order?.price ?? 0)).toBe(
            true,
          )
          expect(trade.time).toBeGreaterThanOrEqual(order?.time ?? Infinity)
          const row = Math.floor((trade.time - START) / MINUTE)
          taken.set(row, (taken.get(row) ?? ZERO).plus(trade.quantity))
        }
        for (const [row, quantity] of taken) {
          expect(quantity.toNumber()).toBeLessThanOrEqual((bars[row]?.volume ?? 0) * 0.1 + 1e-12)
        }
      }),
    )
  })

  test('the same fills come out however finely time is cut', () => {
    fc.assert(
      fc.property(bars, actions, spreadTicks, fc.integer({ min: 7, max: 20_000 }), (bars, list, spreadTicks, piece) => {
        const coarse = setUp(bars, { spreadTicks })
        const fine = setUp(bars, { spreadTicks })
        play(coarse, list, Infinity)
        play(fine, list, piece)
        expect(JSON.stringify(fine.market.trades)).toBe(JSON.stringify(coarse.market.trades))
        expect([...fine.account.balances()]).toEqual([...coarse.account.balances()])
      }),
      { numRuns: 40 },
    )
  })
})

function lockedBy(setup: Setup, side: OrderSide): Decimal {
  const open = setup.engine.orders('ABCUSDT').filter((order) => order.side === side && order.status !== 'CANCELED')
  return sum(
    open.map((order) => order.quantity.minus(order.filled).times(side === 'BUY' ? order.price : new Decimal(1))),
  )
}

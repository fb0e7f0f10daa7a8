import * as fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { Decimal, ZERO } from '../../../src/core/decimal.js'
import { MINUTE } from '../../../src/core/time.js'
import {
  openSimulatedAccount,
  type SimulatedAccount,
} from '../../../src/exchange/simulated/engine/simulated-account.js'
import { EngineError } from '../../../src/exchange/simulated/engine/engine-error.js'
import { openMatchingEngine, type MatchingEngine } from '../../../src/exchange/simulated/engine/matching-engine.js'
import { openSimulatedMarket, type SimulatedMarket } from '../../../src/exchange/simulated/engine/simulated-market.js'
import {
  isOpen,
  type NewOrder,
  type OrderSide,
  type OrderType,
  type SimulatedOrder,
  type TimeInForce,
} from '../../../src/exchange/simulated/engine/simulated-order.js'
import { START, candlesOf, type Bar } from '../market.js'

interface Setup {
  readonly engine: MatchingEngine
  readonly account: SimulatedAccount
  readonly market: SimulatedMarket
  readonly place: (side: OrderSide, price: number, quantity: number, more?: Partial<NewOrder>) => SimulatedOrder
  /** Sell pair: maker above, stop below; buy pair: maker below, stop above. */
  readonly oco: (side: OrderSide, prices: OcoPrices, quantity: number) => readonly [SimulatedOrder, SimulatedOrder]
}

interface OcoPrices {
  readonly maker: number
  readonly stop: number
  readonly limit: number
}

function setUp(bars: readonly Bar[], { share = 0.1, spreadTicks = 1 } = {}): Setup {
  const filters = { tickSize: new Decimal('0.1'), stepSize: new Decimal('0.01'), minNotional: ZERO }
  const market = openSimulatedMarket('ABC/USDT', candlesOf(bars), START, filters)
  const account = openSimulatedAccount(
    new Map([
      ['USDT', new Decimal(1000)],
      ['ABC', new Decimal(10)],
    ]),
  )
  const engine = openMatchingEngine({
    markets: [market],
    account,
    makerFee: new Decimal('0.001'),
    takerFee: new Decimal('0.002'),
    volumeShare: new Decimal(share),
    spreadTicks,
  })
  let orders = 0
  const request = (side: OrderSide, price: number, quantity: number, more: Partial<NewOrder> = {}): NewOrder => ({
    symbol: 'ABCUSDT',
    side,
    price: new Decimal(price),
    quantity: new Decimal(quantity),
    type: 'LIMIT',
    timeInForce: 'GTC',
    clientOrderId: `order-${orders++}`,
    ...more,
  })
  const place: Setup['place'] = (...order) => engine.place(request(...order))
  const oco: Setup['oco'] = (side, { maker, stop, limit }, quantity) =>
    engine.placeOcoPair(
      [
        request(side, maker, quantity, { type: 'LIMIT_MAKER' }),
        request(side, limit, quantity, { type: 'STOP_LOSS_LIMIT', stopPrice: new Decimal(stop) }),
      ],
      `list-${orders++}`,
    ).orders
  return { engine, account, market, place, oco }
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
    expect(() => place('BUY', 100, 10.01)).toThrow(EngineError)
    expect(() => place('SELL', 100, 10.01)).toThrow('insufficient balance')
    expect(account.balances().get('USDT')?.free.toFixed()).toBe('1000')
    expect(engine.orders('ABCUSDT')).toEqual([])
  })
})

describe('a stop', () => {
  test('is set going by a touch of its price, and then takes what its limit allows', () => {
    const { engine, market, place } = setUp([bar(100, 101, 98, 100.5)])
    const order = place('SELL', 97, 1, { type: 'STOP_LOSS_LIMIT', stopPrice: new Decimal(98) })
    engine.advance(START + 19_000)
    expect([order.workingTime, market.trades.length]).toEqual([undefined, 0])
    engine.advance(at(1))
    // The low is reached half a tick before the end of the first third.
    expect(order.workingTime).toBe(market.trades[0]?.time)
    expect(order.workingTime).toBeLessThanOrEqual(START + 20_000)
    expect(market.trades[0]).toMatchObject({ maker: false })
    expect(text(market.trades.map((trade) => trade.price))).toEqual(['97.9'])
  })

  test('is set going by a jump past its price, and rests where its limit is not met', () => {
    const { engine, market, place } = setUp([bar(100, 100, 100, 100), bar(90, 90, 90, 90), bar(90, 99, 90, 99)])
    const order = place('SELL', 98, 1, { type: 'STOP_LOSS_LIMIT', stopPrice: new Decimal(99) })
    engine.advance(at(2))
    expect([order.workingTime, order.status]).toEqual([at(1), 'NEW'])
    engine.advance(at(3))
    expect(text(market.trades.map((trade) => trade.price))).toEqual(['98'])
  })

  test.each<[OrderSide, OrderType, number]>([
    ['SELL', 'STOP_LOSS_LIMIT', 100],
    ['BUY', 'STOP_LOSS_LIMIT', 100],
    ['SELL', 'TAKE_PROFIT_LIMIT', 99],
    ['BUY', 'TAKE_PROFIT_LIMIT', 101],
  ])('%s %s at %d is refused where the price is there already', (side, type, stop) => {
    const { place } = setUp([bar(100, 100, 100, 100)])
    expect(() => place(side, 100, 1, { type, stopPrice: new Decimal(stop) })).toThrow('would trigger')
  })
})

describe('a pair', () => {
  test('locks once; a fill of the maker ends the stop', () => {
    const { engine, account, oco } = setUp([bar(100, 105, 100, 100)])
    const [maker, stop] = oco('SELL', { maker: 103, stop: 95, limit: 94 }, 10)
    expect(account.balances().get('ABC')).toMatchObject({ free: ZERO, locked: new Decimal(10) })
    engine.advance(at(1))
    expect([maker.status, stop.status]).toEqual(['FILLED', 'EXPIRED'])
    expect(account.balances().get('ABC')?.locked.toFixed()).toBe('0')
  })

  test('a trigger of the stop ends the maker, and what the dearer one needed is given back', () => {
    const { engine, account, oco } = setUp([bar(100, 105, 100, 105)])
    const [maker, stop] = oco('BUY', { maker: 95, stop: 103, limit: 110 }, 2)
    expect(account.balances().get('USDT')?.locked.toFixed()).toBe('220')
    engine.advance(at(1))
    expect([maker.status, stop.status]).toEqual(['EXPIRED', 'FILLED'])
    expect(account.balances().get('USDT')?.locked.toFixed()).toBe('0')
    expect(account.balances().get('USDT')?.free.toFixed()).toBe('793.8')
  })

  test('whose stop is set going keeps no more locked than that one needs', () => {
    const { engine, account, oco } = setUp([bar(100, 110, 100, 110)])
    const [maker, stop] = oco('BUY', { maker: 98, stop: 104, limit: 97 }, 2)
    expect(account.balances().get('USDT')?.locked.toFixed()).toBe('196')
    engine.advance(at(1))
    expect([maker.status, stop.status, stop.workingTime === undefined]).toEqual(['EXPIRED', 'NEW', false])
    expect(account.balances().get('USDT')?.locked.toFixed()).toBe('194')
  })

  test('is cancelled together', () => {
    const { engine, account, oco } = setUp([bar(100, 105, 100, 105)])
    const [maker, stop] = oco('SELL', { maker: 110, stop: 90, limit: 89 }, 3)
    engine.cancel('ABCUSDT', { id: stop.id })
    expect([maker.status, stop.status]).toEqual(['CANCELED', 'CANCELED'])
    expect(account.balances().get('ABC')?.free.toFixed()).toBe('10')
  })

  test('whose prices are not on either side of the last one is refused', () => {
    const { oco } = setUp([bar(100, 105, 100, 105)])
    expect(() => oco('SELL', { maker: 99, stop: 90, limit: 89 }, 3)).toThrow('price relation')
    expect(() => oco('SELL', { maker: 110, stop: 101, limit: 89 }, 3)).toThrow('price relation')
    expect(() => oco('BUY', { maker: 101, stop: 110, limit: 110 }, 3)).toThrow('price relation')
  })
})

type Action =
  | {
      readonly kind: 'place'
      readonly side: OrderSide
      readonly tick: number
      readonly steps: number
      readonly type: OrderType
      readonly timeInForce: TimeInForce
      readonly stop: number
    }
  | {
      readonly kind: 'oco'
      readonly side: OrderSide
      readonly tick: number
      readonly stop: number
      readonly limit: number
      readonly steps: number
    }
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
const tick = fc.integer({ min: 950, max: 1050 })
const steps = fc.integer({ min: 1, max: 900 })
const type = fc.constantFrom<OrderType>(
  'LIMIT',
  'LIMIT',
  'LIMIT_MAKER',
  'MARKET',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT_LIMIT',
)
const timeInForce = fc.constantFrom<TimeInForce>('GTC', 'GTC', 'IOC', 'FOK')
const place: fc.Arbitrary<Action> = fc.record({
  kind: fc.constant('place'),
  side,
  tick,
  steps,
  type,
  timeInForce,
  stop: tick,
})
const oco: fc.Arbitrary<Action> = fc.record({ kind: fc.constant('oco'), side, tick, stop: tick, limit: tick, steps })
const cancel: fc.Arbitrary<Action> = fc.integer({ min: 1, max: 12 }).map((order) => ({ kind: 'cancel', order }))
const wait: fc.Arbitrary<Action> = fc
  .integer({ min: 0, max: 90_000 })
  .map((milliseconds) => ({ kind: 'wait', milliseconds }))
const actions = fc.array(fc.oneof(place, oco, cancel, wait), { minLength: 1, maxLength: 25 })
const spreadTicks = fc.integer({ min: 1, max: 5 })

function placed(setup: Setup, action: Action & { readonly kind: 'place' }): void {
  const { type, timeInForce, side } = action
  const stops = type === 'STOP_LOSS_LIMIT' || type === 'TAKE_PROFIT_LIMIT'
  setup.place(side, type === 'MARKET' ? 0 : action.tick / 10, action.steps / 100, {
    type,
    timeInForce: type === 'LIMIT' || stops ? timeInForce : 'GTC',
    ...(stops ? { stopPrice: new Decimal(action.stop / 10) } : {}),
  })
}

/** The maker on its side of the stop, so that many a pair is taken. */
function pairPlaced(setup: Setup, { side, tick, stop, limit, steps }: Action & { readonly kind: 'oco' }): void {
  const [low, high] = [Math.min(tick, stop) / 10, Math.max(tick, stop) / 10]
  const prices = side === 'SELL' ? { maker: high, stop: low } : { maker: low, stop: high }
  setup.oco(side, { ...prices, limit: limit / 10 }, steps / 100)
}

/** Carries the actions out, each wait cut into pieces of at most `piece` ms; refusals are part of the game. */
function play(setup: Setup, list: readonly Action[], piece: number, check: () => void = () => {}): void {
  let now = START
  for (const action of list) {
    try {
      if (action.kind === 'place') placed(setup, action)
      if (action.kind === 'oco') pairPlaced(setup, action)
      if (action.kind === 'cancel') setup.engine.cancel('ABCUSDT', { id: action.order })
    } catch (error) {
      if (!(error instanceof EngineError)) throw error
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
          expect(order?.workingTime ?? Infinity).toBeLessThanOrEqual(trade.time)
          const limit = order?.type === 'MARKET' ? trade.price : (order?.price ?? ZERO)
          expect(trade.side === 'BUY' ? trade.price.lte(limit) : trade.price.gte(limit)).toBe(true)
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

  test('of a pair at most one is filled, FOK is all or nothing, and what does not rest is over at once', () => {
    let [pairs, filledPairs, whole] = [0, 0, 0]
    fc.assert(
      fc.property(bars, actions, spreadTicks, (bars, list, spreadTicks) => {
        const setup = setUp(bars, { spreadTicks })
        play(setup, list, 90_000, () => {
          for (const { orders } of setup.engine.ocoPairs()) {
            const [first, second] = orders
            expect(first.filled.gt(0) && second.filled.gt(0)).toBe(false)
            for (const [one, other] of [orders, [second, first]] as const) {
              if (one.filled.gt(0) || one.status === 'CANCELED') expect(isOpen(other)).toBe(false)
            }
          }
          for (const order of setup.engine.orders('ABCUSDT')) {
            const waits = order.stopTick !== undefined && order.workingTime === undefined
            if (order.type === 'MARKET' || (order.timeInForce !== 'GTC' && !waits)) expect(isOpen(order)).toBe(false)
            if (order.timeInForce === 'FOK') expect(order.filled.isZero() || order.filled.eq(order.quantity)).toBe(true)
          }
        })
        pairs += setup.engine.ocoPairs().length
        filledPairs += setup.engine.ocoPairs().filter(({ orders }) => orders.some(({ filled }) => filled.gt(0))).length
        whole += setup.engine.orders('ABCUSDT').filter((order) => order.timeInForce === 'FOK' && !isOpen(order)).length
      }),
      // Enough that the generators reach what is claimed.
      { numRuns: 300 },
    )
    expect([pairs > 10, filledPairs > 2, whole > 10]).toEqual([true, true, true])
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

/** What must be locked: for each open order what is left of it; a pair shares what the dearer of both needs. */
function lockedBy(setup: Setup, side: OrderSide): Decimal {
  const open = setup.engine.orders('ABCUSDT').filter((order) => order.side === side && isOpen(order))
  const needs = (order: SimulatedOrder): Decimal => {
    if (side === 'SELL') return order.quantity.minus(order.filled)
    return order.quantity.minus(order.filled).times(order.price)
  }
  const groups = new Map<string, Decimal>()
  for (const order of open) {
    const group = order.listId < 0 ? `order ${order.id}` : `list ${order.listId}`
    groups.set(group, Decimal.max(groups.get(group) ?? ZERO, needs(order)))
  }
  return sum([...groups.values()])
}

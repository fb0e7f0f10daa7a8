import type { Clock } from '../../src/core/clock.js'
import { Decimal } from '../../src/core/decimal.js'
import { MINUTE } from '../../src/core/time.js'
import {
  ExchangeUnavailableError,
  OrderRejectedError,
  OutcomeUnknownError,
} from '../../src/exchange/exchange-errors.js'
import type {
  Balance,
  Exchange,
  Fill,
  MarketRules,
  Order,
  OrderRequest,
  RawCandle,
} from '../../src/exchange/exchange.js'

/** What goes wrong with a call: refused, not reached, or an answer lost before or after the order was placed. */
export type Fault = 'rejected' | 'unavailable' | 'lost before' | 'lost after'

export interface FakeExchangeOptions {
  readonly start: number
  readonly symbols: readonly string[]
  /** Close of the candle that opens at `time`. */
  readonly price: (symbol: string, time: number) => number
  readonly quote?: string
  /** Amounts that are there from the start beside the quote. */
  readonly holdings?: Readonly<Record<string, string>>
  /** The part of an order that is filled at once, 0 … 1; default 1. */
  readonly fillShare?: (request: OrderRequest) => number
  readonly fault?: (call: string) => Fault | undefined
  /** Whether the candle that opens at `time` is missing. */
  readonly missing?: (symbol: string, time: number) => boolean
  readonly rules?: Partial<MarketRules>
  /** By how much the order book is off the last close at a time; default 1. */
  readonly quoteShift?: (symbol: string, now: number) => number
  /** Whether the exchange does not show a fill. */
  readonly hidesFill?: (fill: Fill) => boolean
}

export interface FakeExchange extends Exchange {
  readonly clock: Clock
  /** Every call, in order: `createOrder BTC/USDT`. */
  readonly calls: readonly string[]
  readonly placed: readonly Order[]
  readonly traded: readonly Fill[]
  /** Moves free money into the account (above zero) or out of it, as a person would. */
  move(currency: string, amount: number): void
  /** What the account has of a currency, free or bound. */
  total(currency: string): Decimal
}

export function marketRules(symbol: string, overrides: Partial<MarketRules> = {}): MarketRules {
  const [base = '', quote = ''] = symbol.split('/')
  return {
    symbol,
    base,
    quote,
    active: true,
    priceStep: new Decimal('0.01'),
    amountStep: new Decimal('0.001'),
    minPrice: new Decimal('0.01'),
    maxPrice: new Decimal('1000000'),
    minAmount: new Decimal('0.001'),
    maxAmount: new Decimal('9000'),
    minCost: new Decimal('5'),
    maxCost: undefined,
    maxIcebergParts: 10,
    maxOpenOrders: 200,
    makerFee: new Decimal('0.001'),
    takerFee: new Decimal('0.001'),
    ...overrides,
  }
}

/** An exchange in memory: a stepped clock, an order is filled at its own price when it arrives, fees are taken in what is received. */
export function fakeExchange(options: FakeExchangeOptions): FakeExchange {
  const quote = options.quote ?? '10000'
  const markets = new Map(options.symbols.map((symbol) => [symbol, marketRules(symbol, options.rules)]))
  const free = new Map<string, Decimal>([['USDT', new Decimal(quote)]])
  for (const [currency, amount] of Object.entries(options.holdings ?? {})) free.set(currency, new Decimal(amount))
  const locked = new Map<string, Decimal>()
  const orders = new Map<string, Order>()
  const fills: Fill[] = []
  const calls: string[] = []
  let now = options.start
  const enter = (call: string): Fault | undefined => {
    calls.push(call)
    const fault = options.fault?.(call)
    if (fault === 'unavailable') throw new ExchangeUnavailableError(`${call}: not reached`)
    if (fault === 'rejected') throw new OrderRejectedError(`${call}: refused`)
    if (fault === 'lost before') throw new OutcomeUnknownError(`${call}: no answer`)
    return fault
  }
  const candle = (symbol: string, time: number): RawCandle => {
    const close = options.price(symbol, time)
    const open = options.price(symbol, time - MINUTE)
    const shape = { open, high: Math.max(open, close), low: Math.min(open, close), close }
    return { time, ...shape, volume: 10, quoteVolume: 10 * close, trades: 5, takerBuyVolume: 5 }
  }
  const place = (request: OrderRequest): Order => {
    const [base = '', money = ''] = request.symbol.split('/')
    const cost = request.price.times(request.amount)
    const [spent, bound] = request.side === 'buy' ? [money, cost] : [base, request.amount]
    if ((free.get(spent) ?? new Decimal(0)).lt(bound)) throw new OrderRejectedError(`not enough ${spent}`)
    if (orders.has(request.clientOrderId)) throw new OrderRejectedError('duplicate client order id')
    add(free, spent, bound.neg())
    add(locked, spent, bound)
    const filled = request.amount.times(options.fillShare?.(request) ?? 1).toNearest('0.001', Decimal.ROUND_DOWN)
    const id = String(orders.size + 1)
    if (filled.gt(0)) trade(request, filled, id, base, money)
    const order: Order = {
      clientOrderId: request.clientOrderId,
      exchangeId: id,
      symbol: request.symbol,
      side: request.side,
      price: request.price,
      amount: request.amount,
      filled,
      cost: filled.times(request.price),
      status: filled.eq(request.amount) ? 'filled' : 'open',
      time: now,
    }
    orders.set(order.clientOrderId, order)
    return order
  }
  const trade = (request: OrderRequest, amount: Decimal, orderId: string, base: string, money: string): void => {
    const cost = amount.times(request.price)
    const [given, got] = request.side === 'buy' ? [cost, amount] : [amount, cost]
    const [from, to] = request.side === 'buy' ? [money, base] : [base, money]
    const fee = got.times('0.001')
    add(locked, from, given.neg())
    add(free, to, got.minus(fee))
    fills.push({
      id: String(fills.length + 1),
      exchangeOrderId: orderId,
      symbol: request.symbol,
      side: request.side,
      price: request.price,
      amount,
      fee: { currency: to, amount: fee },
      maker: false,
      time: now,
    })
  }
  const cancel = (order: Order): Order => {
    if (order.status !== 'open') return order
    const [base = '', money = ''] = order.symbol.split('/')
    const rest = order.amount.minus(order.filled)
    const [currency, bound] = order.side === 'buy' ? [money, rest.times(order.price)] : [base, rest]
    add(locked, currency, bound.neg())
    add(free, currency, bound)
    const ended: Order = { ...order, status: 'cancelled' }
    orders.set(order.clientOrderId, ended)
    return ended
  }
  return {
    id: 'fake',
    calls,
    clock: {
      now: () => now,
      sleepUntil: async (time, signal) => {
        signal?.throwIfAborted()
        now = Math.max(now, time)
      },
    },
    get placed() {
      return [...orders.values()]
    },
    traded: fills,
    move: (currency, amount) => add(free, currency, new Decimal(amount)),
    total: (currency) => (free.get(currency) ?? new Decimal(0)).plus(locked.get(currency) ?? 0),
    fetchTime: async () => now,
    fetchMarketRules: async () => markets,
    fetchCandles: async (symbol, since, limit) => {
      enter(`candles ${symbol}`)
      const times: number[] = []
      for (let time = Math.ceil(since / MINUTE) * MINUTE; time <= now && times.length < limit; time += MINUTE) {
        if (!options.missing?.(symbol, time)) times.push(time)
      }
      return times.map((time) => candle(symbol, time))
    },
    fetchQuote: async (symbol) => {
      enter(`quote ${symbol}`)
      const shift = options.quoteShift?.(symbol, now) ?? 1
      const last = new Decimal(options.price(symbol, now - MINUTE)).times(shift).toNearest('0.01')
      return { bid: last.minus('0.01'), ask: last.plus('0.01'), time: now }
    },
    fetchBalances: async () => {
      enter('balances')
      const zero = new Decimal(0)
      const entries = [...new Set([...free.keys(), ...locked.keys()])].map((currency): [string, Balance] => [
        currency,
        { free: free.get(currency) ?? zero, locked: locked.get(currency) ?? zero },
      ])
      return new Map(entries)
    },
    createOrder: async (request) => {
      const fault = enter(`createOrder ${request.symbol}`)
      const order = place(request)
      if (fault === 'lost after') throw new OutcomeUnknownError('no answer')
      return order
    },
    fetchOrder: async (symbol, clientOrderId) => {
      enter(`order ${symbol}`)
      return orders.get(clientOrderId)
    },
    fetchOpenOrders: async (symbol) =>
      [...orders.values()].filter((order) => order.symbol === symbol && order.status === 'open'),
    cancelOrder: async (symbol, clientOrderId) => {
      const fault = enter(`cancelOrder ${symbol}`)
      const order = orders.get(clientOrderId)
      if (!order) throw new OrderRejectedError('unknown order')
      const ended = cancel(order)
      if (fault === 'lost after') throw new OutcomeUnknownError('no answer')
      return ended
    },
    fetchOrderFills: async ({ symbol, exchangeId }) => {
      enter(`fills ${symbol}`)
      const ofOrder = fills.filter((fill) => fill.symbol === symbol && fill.exchangeOrderId === exchangeId)
      return ofOrder.filter((fill) => !(options.hidesFill?.(fill) ?? false))
    },
    fetchFills: async (symbol, since) => {
      enter(`fills ${symbol}`)
      return fills.filter((fill) => fill.symbol === symbol && fill.time >= since)
    },
    close: async () => {},
  }
}

function add(map: Map<string, Decimal>, currency: string, amount: Decimal): void {
  map.set(currency, (map.get(currency) ?? new Decimal(0)).plus(amount))
}

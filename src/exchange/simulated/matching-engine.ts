import { ZERO, type Decimal } from '../../core/decimal.js'
import type { SimulatedAccount } from './account.js'
import { advanceMarket } from './advance-market.js'
import { faults } from './binance-fault.js'
import { fillOrder, type FillRules } from './fill-order.js'
import { checkOrder } from './order-filters.js'
import { bookAt, budgetAt, priceOf, type SimulatedMarket } from './simulated-market.js'
import { isOpen, type NewOrder, type SimulatedOrder } from './simulated-order.js'

export interface EngineOptions extends FillRules {
  readonly markets: readonly SimulatedMarket[]
  /** Ticks from the last price to the best bid, and to the best ask. */
  readonly spreadTicks: number
}

/**
 * Matches one account's limit orders against the path of each market's prices. Pure: time comes in by `advance`, and the
 * same calls give the same fills, however finely the way between two times is cut.
 *
 * - On arrival an order that reaches the best ask (bid) takes at that price, as taker.
 * - What rests fills at its own price, as maker, once a trade goes through it: a price strictly below a buy's (above a
 *   sell's) limit; a touch is not enough. Best price first, then oldest.
 * - All fills in one candle together take at most `volumeShare` of its volume; the rest waits for the next candle.
 * - The account's own orders never trade with each other.
 */
export interface MatchingEngine {
  /** Matches what rests up to `time`; earlier times than before change nothing. */
  advance(time: number): void
  market(symbol: string): SimulatedMarket
  markets(): readonly SimulatedMarket[]
  /** Places at the time advanced to. Throws BinanceFault, having changed nothing. */
  place(order: NewOrder): SimulatedOrder
  /** Cancels at the time advanced to; throws BinanceFault where no such order is open. */
  cancel(symbol: string, key: OrderKey): SimulatedOrder
  find(symbol: string, key: OrderKey): SimulatedOrder | undefined
  orders(symbol: string): readonly SimulatedOrder[]
  book(symbol: string): { readonly bid: Decimal; readonly ask: Decimal; readonly quantity: Decimal }
}

/** An order by the exchange's id or by the newest use of a client's id. */
export interface OrderKey {
  readonly id?: number | undefined
  readonly clientOrderId?: string | undefined
}

/** The engine's own memory. */
interface EngineState extends EngineOptions {
  readonly bySymbol: ReadonlyMap<string, SimulatedMarket>
  /** Every order ever placed, by symbol, oldest first. */
  readonly orders: ReadonlyMap<string, SimulatedOrder[]>
  lastId: number
}

export function openEngine(options: EngineOptions): MatchingEngine {
  const state: EngineState = {
    ...options,
    bySymbol: new Map(options.markets.map((market) => [market.symbol, market])),
    orders: new Map(options.markets.map((market) => [market.symbol, []])),
    lastId: 0,
  }
  return {
    advance: (time) => {
      for (const market of options.markets) {
        advanceMarket(market, Math.min(time, market.closing.closes), options)
        if (time >= market.closing.closes) close(state, market, time)
      }
    },
    market: (symbol) => marketOf(state, symbol),
    markets: () => options.markets.filter((market) => market.now < market.closing.gone),
    place: (request) => place(state, request),
    cancel: (symbol, key) => cancel(state, symbol, key),
    find: (symbol, key) => find(state, symbol, key),
    orders: (symbol) => state.orders.get(symbol) ?? [],
    book: (symbol) => {
      const market = marketOf(state, symbol)
      const { bid, ask } = bookAt(market, market.now, options.spreadTicks)
      const quantity = budgetAt(market, market.now, options.volumeShare)
      return { bid: priceOf(market, bid), ask: priceOf(market, ask), quantity }
    },
  }
}

function marketOf(state: EngineState, symbol: string): SimulatedMarket {
  const market = state.bySymbol.get(symbol)
  if (!market || market.now >= market.closing.gone) throw faults.symbol()
  return market
}

function find(state: EngineState, symbol: string, key: OrderKey): SimulatedOrder | undefined {
  return state.orders
    .get(symbol)
    ?.findLast((order) => (key.id === undefined ? order.clientOrderId === key.clientOrderId : order.id === key.id))
}

function place(state: EngineState, request: NewOrder): SimulatedOrder {
  const market = marketOf(state, request.symbol)
  if (market.now >= market.closing.closes) throw faults.marketClosed()
  checkOrder(request, market.filters, market.resting.length)
  const earlier = find(state, request.symbol, { clientOrderId: request.clientOrderId })
  if (earlier && isOpen(earlier)) throw faults.duplicateOrder()
  lockFor(request, market, state.account)
  const order = newOrder(request, ++state.lastId, market)
  state.orders.get(request.symbol)?.push(order)
  take(order, market, state)
  if (isOpen(order)) market.resting.push(order)
  return order
}

function cancel(state: EngineState, symbol: string, key: OrderKey): SimulatedOrder {
  const market = marketOf(state, symbol)
  const order = find(state, symbol, key)
  if (!order || !isOpen(order)) throw faults.cancelUnknown()
  end(state, market, order)
  return order
}

/** Trade in the market is over: what is open is cancelled. */
function close(state: EngineState, market: SimulatedMarket, time: number): void {
  for (const order of market.resting) end(state, market, order)
  market.now = Math.max(market.now, time)
}

/** Takes an open order off the book and gives back what it locked. */
function end({ account }: EngineState, market: SimulatedMarket, order: SimulatedOrder): void {
  const left = order.quantity.minus(order.filled)
  if (order.side === 'BUY') account.release(market.quote, left.times(order.price))
  else account.release(market.base, left)
  market.resting = market.resting.filter((other) => other !== order)
  order.status = 'CANCELED'
  order.updated = market.now
}

function newOrder(request: NewOrder, id: number, market: SimulatedMarket): SimulatedOrder {
  return {
    ...request,
    id,
    tick: request.price.div(market.filters.tickSize).toNumber(),
    time: market.now,
    filled: ZERO,
    cost: ZERO,
    status: 'NEW',
    updated: market.now,
  }
}

function lockFor(order: NewOrder, market: SimulatedMarket, account: SimulatedAccount): void {
  if (order.side === 'BUY') account.lock(market.quote, order.price.times(order.quantity))
  else account.lock(market.base, order.quantity)
}

/** Fills an arriving order that reaches the other side of the book, at the book's price. */
function take(order: SimulatedOrder, market: SimulatedMarket, options: EngineOptions): void {
  const { bid, ask } = bookAt(market, market.now, options.spreadTicks)
  const reaches = order.side === 'BUY' ? order.tick >= ask : order.tick <= bid
  if (reaches) fillOrder(order, market, priceOf(market, order.side === 'BUY' ? ask : bid), market.now, false, options)
}

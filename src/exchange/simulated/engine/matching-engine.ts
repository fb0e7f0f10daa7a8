import type { Decimal } from '../../../core/decimal.js'
import { advanceMarket } from './advance-market.js'
import { EngineError } from './engine-error.js'
import { endOrder } from './fill-order.js'
import type { FillRules } from './fill-rules.js'
import { placeOrder, placeOcoPair, type OrderIds } from './place-order.js'
import { bestTicksAt, volumeBudgetAt, priceAtTick, type SimulatedMarket } from './simulated-market.js'
import { isOpen, type NewOrder, type OcoPair, type SimulatedOrder } from './simulated-order.js'

export interface EngineOptions extends FillRules {
  readonly markets: readonly SimulatedMarket[]
}

/**
 * Matches the orders of one account against the path of each market's prices. The engine is pure: time comes in by
 * `advance`, and equal calls give equal fills, however finely the way between two times is cut.
 *
 * - An order that reaches the best ask (bid) on arrival takes at that price, as taker.
 * - A resting order fills at its own price, as maker, once a trade goes through it: a price strictly below a buy's
 *   (above a sell's) limit; a touch is not enough. The best price comes first, then the oldest order.
 * - A stop order is triggered by a touch of its price, and then arrives.
 * - All fills in one candle together take at most `volumeShare` of its volume; the rest waits for the next candle.
 * - The account's own orders never trade with each other.
 */
export interface MatchingEngine {
  /** Matches resting orders up to `time`; an earlier time than before changes nothing. */
  advance(time: number): void
  market(symbol: string): SimulatedMarket
  markets(): readonly SimulatedMarket[]
  /** Places an order at the current time. Throws EngineError with nothing changed. */
  place(order: NewOrder): SimulatedOrder
  /** Places two orders of which one cancels the other. Throws EngineError with nothing changed. */
  placeOcoPair(orders: readonly [NewOrder, NewOrder], clientListId: string): OcoPair
  /** Cancels an order and its sibling at the current time; throws EngineError where no such order is open. */
  cancel(symbol: string, key: OrderKey): SimulatedOrder
  find(symbol: string, key: OrderKey): SimulatedOrder | undefined
  orders(symbol: string): readonly SimulatedOrder[]
  /** Returns every pair ever placed, oldest first. */
  ocoPairs(): readonly OcoPair[]
  book(symbol: string): { readonly bid: Decimal; readonly ask: Decimal; readonly quantity: Decimal }
}

/** An order by the exchange's id, or by the newest use of a client order id. */
export interface OrderKey {
  readonly id?: number | undefined
  readonly clientOrderId?: string | undefined
}

/** The state of the engine. */
interface EngineState extends EngineOptions {
  readonly bySymbol: ReadonlyMap<string, SimulatedMarket>
  /** Every order ever placed, by symbol, oldest first. */
  readonly orders: ReadonlyMap<string, SimulatedOrder[]>
  /** The newest order of each client order id, by symbol. */
  readonly newest: ReadonlyMap<string, Map<string, SimulatedOrder>>
  readonly pairs: OcoPair[]
  readonly ids: OrderIds
}

export function openMatchingEngine(options: EngineOptions): MatchingEngine {
  const state: EngineState = {
    ...options,
    bySymbol: new Map(options.markets.map((market) => [market.symbol, market])),
    orders: new Map(options.markets.map((market) => [market.symbol, []])),
    newest: new Map(options.markets.map((market) => [market.symbol, new Map<string, SimulatedOrder>()])),
    pairs: [],
    ids: { order: options.idOffset ?? 0, list: options.idOffset ?? 0 },
  }
  return {
    advance: (time) => {
      for (const market of options.markets) {
        advanceMarket(market, Math.min(time, market.closing.tradingEnd), options)
        if (time >= market.closing.tradingEnd) close(state, market, time)
      }
    },
    market: (symbol) => marketOf(state, symbol),
    markets: () => options.markets.filter((market) => market.now < market.closing.delistedAt),
    place: (request) => place(state, request),
    placeOcoPair: (requests, clientListId) => pair(state, requests, clientListId),
    cancel: (symbol, key) => cancel(state, symbol, key),
    find: (symbol, key) => find(state, symbol, key),
    orders: (symbol) => state.orders.get(symbol) ?? [],
    ocoPairs: () => state.pairs,
    book: (symbol) => {
      const market = marketOf(state, symbol)
      const { bid, ask } = bestTicksAt(market, market.now, options.spreadTicks)
      const quantity = volumeBudgetAt(market, market.now, options.volumeShare)
      return { bid: priceAtTick(market, bid), ask: priceAtTick(market, ask), quantity }
    },
  }
}

function marketOf(state: EngineState, symbol: string): SimulatedMarket {
  const market = state.bySymbol.get(symbol)
  if (!market || market.now >= market.closing.delistedAt) throw new EngineError('unknown-symbol')
  return market
}

function openMarketOf(state: EngineState, symbol: string): SimulatedMarket {
  const market = marketOf(state, symbol)
  if (market.now >= market.closing.tradingEnd) throw new EngineError('market-closed')
  return market
}

function find(state: EngineState, symbol: string, { id, clientOrderId }: OrderKey): SimulatedOrder | undefined {
  if (id !== undefined) return state.orders.get(symbol)?.findLast((order) => order.id === id)
  return clientOrderId === undefined ? undefined : state.newest.get(symbol)?.get(clientOrderId)
}

function place(state: EngineState, request: NewOrder): SimulatedOrder {
  const market = openMarketOf(state, request.symbol)
  refuseDuplicate(state, request)
  const order = placeOrder(request, market, state.ids, state)
  add(state, order)
  return order
}

function add(state: EngineState, order: SimulatedOrder): void {
  state.orders.get(order.symbol)?.push(order)
  state.newest.get(order.symbol)?.set(order.clientOrderId, order)
}

function pair(state: EngineState, requests: readonly [NewOrder, NewOrder], clientListId: string): OcoPair {
  const [{ symbol }] = requests
  const market = openMarketOf(state, symbol)
  for (const request of requests) refuseDuplicate(state, request)
  const orders = placeOcoPair(requests, market, state.ids, state)
  for (const order of orders) add(state, order)
  const made = { id: state.ids.list, symbol, clientListId, time: market.now, orders }
  state.pairs.push(made)
  return made
}

function refuseDuplicate(state: EngineState, { symbol, clientOrderId }: NewOrder): void {
  const earlier = find(state, symbol, { clientOrderId })
  if (earlier && isOpen(earlier)) throw new EngineError('duplicate-order')
}

function cancel(state: EngineState, symbol: string, key: OrderKey): SimulatedOrder {
  const market = marketOf(state, symbol)
  const order = find(state, symbol, key)
  if (!order || !isOpen(order)) throw new EngineError('unknown-order')
  const { sibling } = order
  endOrder(order, market, 'CANCELED', market.now, state)
  if (sibling && isOpen(sibling)) endOrder(sibling, market, 'CANCELED', market.now, state)
  return order
}

/** Ends trading in the market: all open orders are cancelled. */
function close(state: EngineState, market: SimulatedMarket, time: number): void {
  for (const order of [...market.restingOrders, ...market.stopOrders])
    endOrder(order, market, 'CANCELED', market.now, state)
  market.now = Math.max(market.now, time)
}

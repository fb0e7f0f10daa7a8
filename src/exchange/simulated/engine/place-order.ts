import { Decimal, ZERO } from '../../../core/decimal.js'
import { EngineError } from './engine-error.js'
import { endOrder, fillOrder } from './fill-order.js'
import type { FillRules } from './fill-rules.js'
import { checkOrderFilters } from './order-filters.js'
import { bestTicksAt, priceAtTick, type SimulatedMarket, volumeBudgetAt } from './simulated-market.js'
import {
  isStop,
  triggersOnFall,
  type NewOrder,
  type OrderLock,
  type SimulatedOrder,
  isOpen,
} from './simulated-order.js'

/** Counters of the last ids. */
export interface OrderIds {
  order: number
  list: number
}

/** Places an order at the current time of the market. Throws EngineError with nothing changed. */
export function placeOrder(
  request: NewOrder,
  market: SimulatedMarket,
  ids: OrderIds,
  rules: FillRules,
): SimulatedOrder {
  const lockPrice = priceFor(request, market, rules)
  checkOrderFilters(request, market, lockPrice, 1)
  refuseImmediateMatch(request, market, rules)
  const lock = lockFor(request, market, lockPrice, rules)
  const order = newOrder(request, market, { id: ++ids.order, listId: -1, lock, lockPrice })
  accept(order, market, rules)
  return order
}

/** Places two orders of which at most one is filled; both share the amount that the dearer of them needs. */
export function placeOcoPair(
  requests: readonly [NewOrder, NewOrder],
  market: SimulatedMarket,
  ids: OrderIds,
  rules: FillRules,
): [SimulatedOrder, SimulatedOrder] {
  const [first, second] = requests
  const lockPrice = Decimal.max(first.price, second.price)
  for (const request of requests) checkOrderFilters(request, market, request.price, 2)
  refusePriceRelation(requests, market)
  const lock = lockFor(first, market, lockPrice, rules)
  const listId = ++ids.list
  const made = (request: NewOrder): SimulatedOrder =>
    newOrder(request, market, { id: ++ids.order, listId, lock, lockPrice: request.price })
  const pair: [SimulatedOrder, SimulatedOrder] = [made(first), made(second)]
  pair[0].sibling = pair[1]
  pair[1].sibling = pair[0]
  for (const order of pair) accept(order, market, rules)
  return pair
}

/** Returns the price that decides what an order may cost: its limit, or the other side of the book. */
function priceFor(request: NewOrder, market: SimulatedMarket, { spreadTicks }: FillRules): Decimal {
  if (request.type !== 'MARKET') return request.price
  const { bid, ask } = bestTicksAt(market, market.now, spreadTicks)
  return priceAtTick(market, request.side === 'BUY' ? ask : bid)
}

/** Refuses a maker order that would take, and a stop order whose price is reached already. */
function refuseImmediateMatch(request: NewOrder, market: SimulatedMarket, { spreadTicks }: FillRules): void {
  const tick = tickOf(request, market)
  if (
    request.type === 'LIMIT_MAKER' &&
    isMarketable({ side: request.side, tick }, bestTicksAt(market, market.now, spreadTicks))
  ) {
    throw new EngineError('would-take')
  }
  if (isStop(request) && isStopReached(request, market, market.path.tickAt(market.now)))
    throw new EngineError('would-trigger')
}

/** The two orders must lie on either side of the last price: a limit where it would not fill, a stop where it waits. */
function refusePriceRelation(requests: readonly [NewOrder, NewOrder], market: SimulatedMarket): void {
  const last = market.path.tickAt(market.now)
  const waits = (request: NewOrder): boolean =>
    isStop(request)
      ? !isStopReached(request, market, last)
      : request.side === 'SELL'
        ? tickOf(request, market) > last
        : tickOf(request, market) < last
  const [first, second] = requests
  if (!waits(first) || !waits(second) || fallsTo(first) === fallsTo(second)) throw new EngineError('price-relation')
}

/** Whether the last price `tick` has reached the stop price of the order. */
export function isStopReached(request: NewOrder, market: SimulatedMarket, tick: number): boolean {
  const stop = stopTickOf(request, market) ?? NaN
  return triggersOnFall(request) ? tick <= stop : tick >= stop
}

function lockFor(request: NewOrder, market: SimulatedMarket, price: Decimal, { account }: FillRules): OrderLock {
  const buy = request.side === 'BUY'
  const asset = buy ? market.quote : market.base
  const amount = buy ? price.times(request.quantity) : request.quantity
  account.lock(asset, amount)
  return { asset, amount }
}

function newOrder(
  request: NewOrder,
  market: SimulatedMarket,
  own: Pick<SimulatedOrder, 'id' | 'listId' | 'lock' | 'lockPrice'>,
): SimulatedOrder {
  return {
    ...request,
    ...own,
    tick: tickOf(request, market),
    stopTick: stopTickOf(request, market),
    time: market.now,
    sibling: undefined,
    workingTime: undefined,
    filled: ZERO,
    cost: ZERO,
    status: 'NEW',
    updateTime: market.now,
  }
}

function tickOf({ type, side, price }: NewOrder, { filters }: SimulatedMarket): number {
  if (type === 'MARKET') return side === 'BUY' ? Infinity : 0
  return price.div(filters.tickSize).toNumber()
}

function stopTickOf({ stopPrice }: NewOrder, { filters }: SimulatedMarket): number | undefined {
  return stopPrice?.div(filters.tickSize).toNumber()
}

function accept(order: SimulatedOrder, market: SimulatedMarket, rules: FillRules): void {
  rules.report?.({ execution: 'NEW', order, market, time: market.now })
  if (isStop(order)) market.stopOrders.push(order)
  else enterBook(order, market, rules)
}

/** Whether an order waits below the price. */
function fallsTo(request: NewOrder): boolean {
  return isStop(request) ? triggersOnFall(request) : request.side === 'BUY'
}

/**
 * Enters an order into the book at the current time of the market. It takes what it reaches on the other side, at the
 * price of the book; the rest stays in the book or expires.
 */
export function enterBook(order: SimulatedOrder, market: SimulatedMarket, rules: FillRules): void {
  order.workingTime = market.now
  const { bid, ask } = bestTicksAt(market, market.now, rules.spreadTicks)
  const reaches = isMarketable(order, { bid, ask })
  if (reaches && canFill(order, market, rules)) {
    const price = priceAtTick(market, order.side === 'BUY' ? ask : bid)
    fillOrder(order, market, { price, time: market.now, maker: false }, rules)
  }
  if (!isOpen(order)) return
  if (order.type === 'MARKET' || order.timeInForce !== 'GTC') endOrder(order, market, 'EXPIRED', market.now, rules)
  else market.restingOrders.push(order)
}

/** Whether an order would take from the other side of the book. */
function isMarketable(
  { side, tick }: Pick<SimulatedOrder, 'side' | 'tick'>,
  book: { readonly bid: number; readonly ask: number },
): boolean {
  return side === 'BUY' ? tick >= book.ask : tick <= book.bid
}

function canFill(order: SimulatedOrder, market: SimulatedMarket, rules: FillRules): boolean {
  return order.timeInForce !== 'FOK' || volumeBudgetAt(market, market.now, rules.volumeShare).gte(order.quantity)
}

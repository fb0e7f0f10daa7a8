import { endOrder, fillOrder } from './fill-order.js'
import type { FillRules } from './fill-rules.js'
import { enterBook, isStopReached } from './place-order.js'
import type { PathLeg } from './price-path.js'
import type { SimulatedMarket } from './simulated-market.js'
import { isOpen, triggersOnFall, type SimulatedOrder } from './simulated-order.js'

/**
 * Matches the resting orders of `market`, and triggers its stop orders, along the path of its prices up to `time`. The
 * fills do not depend on how the way is cut into calls.
 */
export function advanceMarket(market: SimulatedMarket, time: number, rules: FillRules): void {
  while (market.now < time && market.restingOrders.length + market.stopOrders.length > 0) {
    const leg = market.path.legAt(market.now)
    if (!leg) break
    if (leg.opening && market.now === leg.from) {
      matchOpening(market, leg.startTick, rules)
      trigger(market, leg.startTick, rules)
    }
    const until = Math.min(leg.to, time, nextTrigger(market, leg))
    const end = until === leg.to ? leg.endTick : market.path.tickAt(until)
    matchMove(market, market.path.tickAt(market.now), end, rules)
    market.now = until
    trigger(market, end, rules)
  }
  market.now = Math.max(market.now, time)
}

/** Matches the first trade of a candle: the price may have jumped, and orders left over get a fresh volume budget. */
function matchOpening(market: SimulatedMarket, tick: number, rules: FillRules): void {
  const goesThrough = (order: SimulatedOrder): boolean =>
    (order.workingTime ?? Infinity) < market.now && (order.side === 'BUY' ? order.tick > tick : order.tick < tick)
  fillAll(market, goesThrough, () => market.now, rules)
}

/**
 * Matches prices that run one way from `start` to `end`, beginning now: falling prices go through buys, rising ones
 * through sells.
 */
function matchMove(market: SimulatedMarket, start: number, end: number, rules: FillRules): void {
  if (start === end) return
  const falling = end < start
  const goesThrough = (order: SimulatedOrder): boolean =>
    falling ? order.side === 'BUY' && order.tick > end : order.side === 'SELL' && order.tick < end
  const crossing = (order: SimulatedOrder): number =>
    crossingTime(market, falling ? Math.min(order.tick, start) : Math.max(order.tick, start))
  fillAll(market, goesThrough, crossing, rules)
}

/** Returns the first millisecond after now at which the price of the current leg is beyond `tick`. */
function crossingTime({ path, now }: SimulatedMarket, tick: number): number {
  const leg = path.legAt(now)
  if (!leg) return now
  const direction = Math.sign(leg.endTick - leg.startTick)
  const share = (tick + direction / 2 - leg.startTick) / (leg.endTick - leg.startTick)
  let time = Math.max(now + 1, Math.floor(leg.from + share * (leg.to - leg.from)))
  while (time < leg.to && direction * (path.tickAt(time) - tick) <= 0) time++
  return time
}

/** Returns the time at which the current leg reaches the first stop price on its way; Infinity where there is none. */
function nextTrigger(market: SimulatedMarket, { startTick, endTick }: PathLeg): number {
  const direction = Math.sign(endTick - startTick)
  const ahead = market.stopOrders.filter(
    (order) =>
      triggersOnFall(order) === direction < 0 &&
      direction !== 0 &&
      direction * (endTick - (order.stopTick ?? Infinity * direction)) >= 0,
  )
  return Math.min(...ahead.map((order) => crossingTime(market, (order.stopTick ?? 0) - direction)))
}

/** Enters the orders into the book that the last price has triggered, oldest first; the sibling of each ends. */
function trigger(market: SimulatedMarket, tick: number, rules: FillRules): void {
  for (const order of market.stopOrders.filter((each) => isStopReached(each, market, tick))) {
    if (!isOpen(order)) continue
    if (order.sibling && isOpen(order.sibling)) endOrder(order.sibling, market, 'EXPIRED', market.now, rules)
    market.stopOrders = market.stopOrders.filter((other) => other !== order)
    enterBook(order, market, rules)
  }
}

function fillAll(
  market: SimulatedMarket,
  goesThrough: (order: SimulatedOrder) => boolean,
  time: (order: SimulatedOrder) => number,
  rules: FillRules,
): void {
  const chosen = market.restingOrders.filter(goesThrough).sort(byPriority)
  for (const order of chosen) fillOrder(order, market, { price: order.price, time: time(order), maker: true }, rules)
  if (chosen.length > 0) market.restingOrders = market.restingOrders.filter(isOpen)
}

/** Sorts buys before sells, better prices first, then by the time of entering the book. */
function byPriority(a: SimulatedOrder, b: SimulatedOrder): number {
  if (a.side !== b.side) return a.side === 'BUY' ? -1 : 1
  const better = a.side === 'BUY' ? b.tick - a.tick : a.tick - b.tick
  return better || (a.workingTime ?? 0) - (b.workingTime ?? 0) || a.id - b.id
}

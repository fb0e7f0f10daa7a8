import { fillOrder, type FillRules } from './fill-order.js'
import type { SimulatedMarket } from './simulated-market.js'
import { isOpen, type SimulatedOrder } from './simulated-order.js'

/**
 * Matches what rests in `market` along the path of its prices, from where it was left to `time`. However finely the way
 * is cut, the same fills come out.
 */
export function advanceMarket(market: SimulatedMarket, time: number, rules: FillRules): void {
  while (market.now < time && market.resting.length > 0) {
    const leg = market.path.legAt(market.now)
    if (!leg) break
    if (leg.opening && market.now === leg.from) matchOpening(market, leg.startTick, rules)
    const until = Math.min(leg.to, time)
    matchMove(market, market.path.tickAt(market.now), until === leg.to ? leg.endTick : market.path.tickAt(until), rules)
    market.now = until
  }
  market.now = Math.max(market.now, time)
}

/** The first trade of a candle: the price may have jumped, and what was left over finds a fresh budget. */
function matchOpening(market: SimulatedMarket, tick: number, rules: FillRules): void {
  const goesThrough = (order: SimulatedOrder): boolean =>
    order.time < market.now && (order.side === 'BUY' ? order.tick > tick : order.tick < tick)
  fillAll(market, goesThrough, () => market.now, rules)
}

/** Prices that run one way from `start` to `end`, beginning now: they go through buys falling, through sells rising. */
function matchMove(market: SimulatedMarket, start: number, end: number, rules: FillRules): void {
  if (start === end) return
  const falling = end < start
  const goesThrough = (order: SimulatedOrder): boolean =>
    falling ? order.side === 'BUY' && order.tick > end : order.side === 'SELL' && order.tick < end
  const crossing = (order: SimulatedOrder): number =>
    crossingTime(market, falling ? Math.min(order.tick, start) : Math.max(order.tick, start))
  fillAll(market, goesThrough, crossing, rules)
}

/** First millisecond after now at which the price of the present leg is beyond `tick`. */
function crossingTime({ path, now }: SimulatedMarket, tick: number): number {
  const leg = path.legAt(now)
  if (!leg) return now
  const direction = Math.sign(leg.endTick - leg.startTick)
  const share = (tick + direction / 2 - leg.startTick) / (leg.endTick - leg.startTick)
  let time = Math.max(now + 1, Math.floor(leg.from + share * (leg.to - leg.from)))
  while (time < leg.to && direction * (path.tickAt(time) - tick) <= 0) time++
  return time
}

function fillAll(
  market: SimulatedMarket,
  goesThrough: (order: SimulatedOrder) => boolean,
  time: (order: SimulatedOrder) => number,
  rules: FillRules,
): void {
  const chosen = market.resting.filter(goesThrough).sort(byPriority)
  for (const order of chosen) fillOrder(order, market, order.price, time(order), true, rules)
  if (chosen.length > 0) market.resting = market.resting.filter(isOpen)
}

/** Buys before sells, better prices first, then older orders. */
function byPriority(a: SimulatedOrder, b: SimulatedOrder): number {
  if (a.side !== b.side) return a.side === 'BUY' ? -1 : 1
  return (a.side === 'BUY' ? b.tick - a.tick : a.tick - b.tick) || a.id - b.id
}

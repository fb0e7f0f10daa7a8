import { ASSET_PRECISION } from '../engine/decimal-format.js'
import { orderBookDepth, type DepthLevel } from '../engine/order-book-depth.js'
import type { SimulatedMarket } from '../engine/simulated-market.js'
import type { RestContext } from '../rest/rest-route.js'

type Quantities = ReadonlyMap<string, string>

/** The order book of a market as text, by price. */
interface Book {
  readonly bids: Quantities
  readonly asks: Quantities
}

/**
 * Creates a function that returns the changes of an order book since its last call: new quantities by price, zero for a
 * price that is gone. Update ids are the exchange's time, like the id of a depth request, and follow each other without
 * a gap.
 */
export function createDepthEvents(
  market: SimulatedMarket,
  context: RestContext,
): (to: number) => Record<string, unknown>[] {
  let last = bookOf(market, context)
  let lastId = context.now()
  return (to) => {
    const now = bookOf(market, context)
    const [b, a] = [changes(last.bids, now.bids), changes(last.asks, now.asks)]
    last = now
    if (b.length + a.length === 0 || to <= lastId) return []
    const event = { e: 'depthUpdate', E: to, s: market.symbol, U: lastId + 1, u: to, b, a }
    lastId = to
    return [event]
  }
}

function bookOf({ symbol }: SimulatedMarket, { engine }: RestContext): Book {
  const { bids, asks } = orderBookDepth(engine, symbol)
  return { bids: quantitiesOf(bids), asks: quantitiesOf(asks) }
}

function quantitiesOf(levels: readonly DepthLevel[]): Quantities {
  return new Map(
    levels.map(({ price, quantity }) => [price.toFixed(ASSET_PRECISION), quantity.toFixed(ASSET_PRECISION)]),
  )
}

function changes(before: Quantities, now: Quantities): string[][] {
  const gone = [...before.keys()]
    .filter((price) => !now.has(price))
    .map((price) => [price, (0).toFixed(ASSET_PRECISION)])
  return [...gone, ...[...now].filter(([price, quantity]) => before.get(price) !== quantity)].map((level) => [...level])
}

import type { BookFill } from '../../bookkeeping/records.js'
import { ZERO, floorTo, type Decimal } from '../../core/decimal.js'

/** What was bought of a base from nothing on, until it was sold again. */
export interface RoundTrip {
  readonly symbol: string
  readonly buyTime: number
  readonly sellTime: number
  /** Mean prices, weighted by amount, without fees. */
  readonly buyPrice: Decimal
  readonly sellPrice: Decimal
  /** The amount that was bought. */
  readonly amount: Decimal
  /** What it gained in quote, fees included, and as a share of what was spent. A rest too small to be sold counts as lost. */
  readonly profit: Decimal
  readonly gain: number
}

/** What there is of a round trip so far. */
interface OpenTrip {
  readonly buyTime: number
  spent: Decimal
  received: Decimal
  bought: Decimal
  boughtFor: Decimal
  sold: Decimal
  soldFor: Decimal
  left: Decimal
}

/**
 * Joins the fills of an account, in the order of time, to round trips in the order of their ends. Fees in another coin than base or
 * quote are left out. `stepOf` is the smallest amount of a symbol: a trip ends once less than that is left.
 */
export function collectRoundTrips(fills: readonly BookFill[], stepOf: (symbol: string) => Decimal): RoundTrip[] {
  const open = new Map<string, OpenTrip>()
  const trips: RoundTrip[] = []
  for (const fill of fills) {
    const { symbol, time } = fill
    const trip = open.get(symbol) ?? startTrip(time)
    if (fill.side === 'sell' && !open.has(symbol)) continue
    open.set(symbol, trip)
    addFill(trip, fill)
    if (fill.side === 'buy' || floorTo(trip.left, stepOf(symbol)).gt(0)) continue
    trips.push(endTrip(trip, symbol, time))
    open.delete(symbol)
  }
  return trips
}

function startTrip(buyTime: number): OpenTrip {
  const nothing = { spent: ZERO, received: ZERO, bought: ZERO, boughtFor: ZERO, sold: ZERO, soldFor: ZERO, left: ZERO }
  return { buyTime, ...nothing }
}

function addFill(trip: OpenTrip, { symbol, side, price, amount, fee }: BookFill): void {
  const [base, quote] = symbol.split('/')
  const cost = price.times(amount)
  const feeInQuote = fee.currency === quote ? fee.amount : ZERO
  const feeInBase = fee.currency === base ? fee.amount : ZERO
  trip.left = (side === 'buy' ? trip.left.plus(amount) : trip.left.minus(amount)).minus(feeInBase)
  if (side === 'buy') {
    trip.bought = trip.bought.plus(amount)
    trip.boughtFor = trip.boughtFor.plus(cost)
    trip.spent = trip.spent.plus(cost).plus(feeInQuote)
  } else {
    trip.sold = trip.sold.plus(amount)
    trip.soldFor = trip.soldFor.plus(cost)
    trip.received = trip.received.plus(cost).minus(feeInQuote)
  }
}

function endTrip(trip: OpenTrip, symbol: string, sellTime: number): RoundTrip {
  const { buyTime, bought, boughtFor, sold, soldFor, spent, received } = trip
  return {
    symbol,
    buyTime,
    sellTime,
    buyPrice: boughtFor.div(bought),
    sellPrice: soldFor.div(sold),
    amount: bought,
    profit: received.minus(spent),
    gain: received.div(spent).minus(1).toNumber(),
  }
}

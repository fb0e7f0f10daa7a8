import type { Decimal } from '../../core/decimal.js'
import type { Fill, MarketRules, OrderStatus, Quote } from '../../exchange/exchange.js'
import type { PlannedOrder } from '../../bookkeeping/records.js'

/** An order as the venue of a backtest has it now; it goes on changing as time advances. */
export interface VenueOrder {
  readonly exchangeId: string
  readonly filled: Decimal
  readonly cost: Decimal
  readonly status: OrderStatus
  /** Every fill so far, oldest first. */
  readonly fills: readonly Fill[]
}

/** Where the orders of a backtest go: an exchange in the same process whose calls return at once. */
export interface BacktestVenue {
  /** Brings the venue to a time; an earlier one changes nothing. */
  advance(time: number): void
  rules(symbol: string): MarketRules
  /** The best bid and ask now; undefined where nothing is traded. */
  quote(symbol: string): Quote | undefined
  /** The free amount of a currency. */
  free(currency: string): Decimal
  /** Places an order now; undefined where the venue refuses it, with nothing changed. */
  place(order: PlannedOrder): VenueOrder | undefined
  /** Cancels an order where it is open still. */
  cancel(symbol: string, order: VenueOrder): void
}

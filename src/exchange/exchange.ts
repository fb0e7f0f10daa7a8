import type { Decimal } from 'decimal.js'

/**
 * The port to an exchange, in our own words. Adapters translate into it and parse everything that comes from outside.
 * Amounts and prices are decimals, never floats; times are epoch ms of the exchange's clock.
 */
export interface Exchange {
  readonly id: string
  /** The exchange's clock. */
  fetchTime(): Promise<number>
  /** Rules of every market that can be traded, by unified symbol. */
  fetchMarketRules(): Promise<ReadonlyMap<string, MarketRules>>
  /**
   * Finished and unfinished candles that open at or after `since`, ascending, at most `limit` and at most what the exchange
   * gives at once (Binance: 1000). A minute without trades may be missing; none at all means that there is nothing in the
   * next `limit` minutes.
   */
  fetchCandles(symbol: string, since: number, limit: number): Promise<readonly RawCandle[]>
  /**
   * Follows minute candles by a stream until `signal`, and resolves then. Connects again by itself after any fault. Absent
   * where the exchange has no streams, or none that say when a candle is over. Throws ExchangeRefusedError for an unknown symbol.
   */
  readonly watchCandles?: (symbols: readonly string[], listener: CandleListener, signal: AbortSignal) => Promise<void>
  /** Best bid and ask. */
  fetchQuote(symbol: string): Promise<Quote>
  /** Every currency with something in it. */
  fetchBalances(): Promise<ReadonlyMap<string, Balance>>
  /**
   * Places an order under the caller's own `clientOrderId`. Throws OrderRejectedError where the exchange refused it, and
   * OutcomeUnknownError where no answer came: then the order may live, and only `order()` tells. Never retried in here.
   */
  createOrder(request: OrderRequest): Promise<Order>
  /** The order of that client id; undefined where the exchange does not know it. */
  fetchOrder(symbol: string, clientOrderId: string): Promise<Order | undefined>
  fetchOpenOrders(symbol: string): Promise<readonly Order[]>
  /** Cancels; resolves to the order's last state, also where it had already ended. */
  cancelOrder(symbol: string, clientOrderId: string): Promise<Order>
  /** Own fills of a symbol at or after `since`, ascending. */
  fetchFills(symbol: string, since: number): Promise<readonly Fill[]>
  /** Gives back sockets and agents. */
  close(): Promise<void>
}

/** What a stream of candles tells. Nothing is told of what was missed while the connection was down. */
export interface CandleListener {
  /** A finished candle; it may come late, twice, in any order, or not at all. */
  readonly onCandle: (symbol: string, candle: RawCandle) => void
  /** The stream is subscribed. */
  readonly onConnect: () => void
  /** The connection broke, and will be tried again after so many milliseconds. */
  readonly onDisconnect: (reason: string, wait: number) => void
}

/** One candle as the exchange gives it; columns are made of these at the border. NaN where the exchange does not say. */
export interface RawCandle {
  readonly time: number
  readonly open: number
  readonly high: number
  readonly low: number
  readonly close: number
  readonly volume: number
  readonly quoteVolume: number
  readonly trades: number
  readonly takerBuyVolume: number
}

/** Limits and fees of one market; undefined where the exchange sets none. */
export interface MarketRules {
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly active: boolean
  readonly priceStep: Decimal
  readonly amountStep: Decimal
  readonly minPrice: Decimal | undefined
  readonly maxPrice: Decimal | undefined
  readonly minAmount: Decimal | undefined
  readonly maxAmount: Decimal | undefined
  /** Least price × amount. */
  readonly minCost: Decimal | undefined
  readonly maxCost: Decimal | undefined
  /** Most parts of an iceberg order; undefined where icebergs are not allowed. */
  readonly maxIcebergParts: number | undefined
  readonly maxOpenOrders: number | undefined
  readonly makerFee: Decimal
  readonly takerFee: Decimal
}

export interface Quote {
  readonly bid: Decimal
  readonly ask: Decimal
  readonly time: number
}

export interface Balance {
  readonly free: Decimal
  /** Bound in open orders. */
  readonly locked: Decimal
}

export type Side = 'buy' | 'sell'

export interface OrderRequest {
  readonly symbol: string
  readonly side: Side
  readonly type: 'limit'
  readonly price: Decimal
  readonly amount: Decimal
  /** Visible part of an iceberg order. */
  readonly icebergAmount?: Decimal
  readonly clientOrderId: string
}

export type OrderStatus = 'open' | 'filled' | 'cancelled' | 'rejected' | 'expired'

export interface Order {
  readonly clientOrderId: string
  /** The exchange's own id. */
  readonly exchangeId: string
  readonly symbol: string
  readonly side: Side
  readonly price: Decimal
  readonly amount: Decimal
  readonly filled: Decimal
  /** Quote spent or earned so far. */
  readonly cost: Decimal
  readonly status: OrderStatus
  readonly time: number
}

export interface Fill {
  /** The exchange's own id of the trade, unique in its symbol. */
  readonly id: string
  readonly exchangeOrderId: string
  readonly symbol: string
  readonly side: Side
  readonly price: Decimal
  readonly amount: Decimal
  readonly fee: { readonly currency: string; readonly amount: Decimal }
  readonly maker: boolean
  readonly time: number
}

import type { Decimal } from 'decimal.js'

/**
 * The port to an exchange. Adapters implement it and parse everything that comes from outside. Amounts and prices are
 * decimals, never floats; times are epoch ms of the exchange's clock.
 */
export interface Exchange {
  readonly id: string
  /** Fetches the time of the exchange's clock. */
  fetchTime(): Promise<number>
  /** Fetches the rules of every market that can be traded, by unified symbol. */
  fetchMarketRules(): Promise<ReadonlyMap<string, MarketRules>>
  /**
   * Fetches finished and unfinished candles that open at or after `since`, in ascending order, at most `limit` and at
   * most what the exchange returns at once (Binance: 1000). A minute without trades may be missing; an empty result
   * means that there are no candles in the next `limit` minutes.
   */
  fetchCandles(symbol: string, since: number, limit: number): Promise<readonly RawCandle[]>
  /**
   * Watches minute candles by a stream until `signal` is aborted, and resolves then. It reconnects by itself after any
   * error. The method is absent where the exchange has no streams, or none that mark finished candles. Throws
   * ExchangeRefusedError for an unknown symbol.
   */
  readonly watchCandles?: (symbols: readonly string[], listener: CandleListener, signal: AbortSignal) => Promise<void>
  /** Fetches the best bid and ask. */
  fetchQuote(symbol: string): Promise<Quote>
  /** Fetches every currency with a balance. */
  fetchBalances(): Promise<ReadonlyMap<string, Balance>>
  /**
   * Places an order under the caller's `clientOrderId`. Throws OrderRejectedError where the exchange refused it, and
   * OutcomeUnknownError where no response came: then the order may be live, and only `fetchOrder` tells. An order is
   * never retried.
   */
  createOrder(request: OrderRequest): Promise<Order>
  /** Fetches the order of that client order id; undefined where the exchange does not know it. */
  fetchOrder(symbol: string, clientOrderId: string): Promise<Order | undefined>
  fetchOpenOrders(symbol: string): Promise<readonly Order[]>
  /** Cancels an order and resolves to its last state, also where it had already ended. */
  cancelOrder(symbol: string, clientOrderId: string): Promise<Order>
  /** Fetches all fills of one order of the account, whenever they were, in ascending order. */
  fetchOrderFills(order: OrderKey): Promise<readonly Fill[]>
  /** Fetches the account's fills of a symbol at or after `since`, in ascending order. */
  fetchFills(symbol: string, since: number): Promise<readonly Fill[]>
  /** Closes sockets and agents. */
  close(): Promise<void>
}

/** The events of a candle stream. A stream reports nothing of what was missed while the connection was down. */
export interface CandleListener {
  /** Is called with a finished candle, which may come late, twice, in any order, or not at all. */
  readonly onCandle: (symbol: string, candle: RawCandle) => void
  /** Is called once the stream is subscribed. */
  readonly onConnect: () => void
  /** Is called when the connection broke; it will be tried again after `wait` milliseconds. */
  readonly onDisconnect: (reason: string, wait: number) => void
}

/**
 * One candle as the exchange returns it; columns are made of these at the border. A value that the exchange does not
 * report is NaN.
 */
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

/** The limits and fees of one market; a limit that the exchange does not set is undefined. */
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
  /** The smallest price × amount. */
  readonly minCost: Decimal | undefined
  readonly maxCost: Decimal | undefined
  /** The largest number of parts of an iceberg order; undefined where icebergs are not allowed. */
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
  /** The amount in open orders. */
  readonly locked: Decimal
}

export type Side = 'buy' | 'sell'

export interface OrderRequest {
  readonly symbol: string
  readonly side: Side
  readonly type: 'limit'
  readonly price: Decimal
  readonly amount: Decimal
  /** The visible part of an iceberg order. */
  readonly icebergAmount?: Decimal
  readonly clientOrderId: string
}

export type OrderStatus = 'open' | 'filled' | 'cancelled' | 'rejected' | 'expired'

export interface Order {
  readonly clientOrderId: string
  /** The exchange's id of the order. */
  readonly exchangeId: string
  readonly symbol: string
  readonly side: Side
  readonly price: Decimal
  readonly amount: Decimal
  readonly filled: Decimal
  /** The quote amount that was spent or earned so far. */
  readonly cost: Decimal
  readonly status: OrderStatus
  readonly time: number
}

/** The names of one order: the caller's and the exchange's. */
export type OrderKey = Pick<Order, 'symbol' | 'clientOrderId' | 'exchangeId'>

export interface Fill {
  /** The exchange's id of the trade, unique in its symbol. */
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

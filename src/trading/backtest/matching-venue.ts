import type { PlannedOrder } from '../../bookkeeping/records.js'
import type { Candles } from '../../core/candles.js'
import { Decimal, ZERO } from '../../core/decimal.js'
import { rangeOf } from '../../core/grid.js'
import type { TimeRange } from '../../core/time.js'
import type { Fill, OrderStatus } from '../../exchange/exchange.js'
import { EngineError } from '../../exchange/simulated/engine/engine-error.js'
import type { OrderEvent } from '../../exchange/simulated/engine/fill-rules.js'
import { marketRulesOf } from '../../exchange/simulated/engine/market-rules.js'
import { openMatchingEngine, type MatchingEngine } from '../../exchange/simulated/engine/matching-engine.js'
import { openSimulatedAccount } from '../../exchange/simulated/engine/simulated-account.js'
import { openSimulatedMarket, type SimulatedMarket } from '../../exchange/simulated/engine/simulated-market.js'
import type {
  SimulatedOrder,
  SimulatedOrderStatus,
  SimulatedTrade,
} from '../../exchange/simulated/engine/simulated-order.js'
import type { BacktestVenue, VenueOrder } from './backtest-venue.js'

/** The market and the account of a backtest. */
export interface VenueOptions {
  /** Candles by unified symbol; of a market whose candles end inside the range trading ends with them. */
  readonly candles: ReadonlyMap<string, Candles>
  readonly range: TimeRange
  readonly quote: string
  /** Quote in the account at the start. */
  readonly startQuote: Decimal
  readonly makerFee: Decimal
  readonly takerFee: Decimal
  /** The largest share of each candle's volume that fills take together, 0 … 1; default 0.1, as on the simulated exchange. */
  readonly volumeShare?: Decimal | undefined
  /** Ticks from the last price to the best bid, and to the best ask; default 1. */
  readonly spreadTicks?: number | undefined
}

/** Limit orders on the matching engine of the simulated exchange: what a replay trades on, without network and server. */
export function openMatchingVenue(options: VenueOptions): BacktestVenue {
  const { range, quote, startQuote, makerFee, takerFee } = options
  const markets = openMarkets(options)
  const account = openSimulatedAccount(new Map([[quote, startQuote]]))
  const fills = new Map<number, Fill[]>()
  const rules = {
    account,
    makerFee,
    takerFee,
    volumeShare: options.volumeShare ?? new Decimal('0.1'),
    spreadTicks: options.spreadTicks ?? 1,
    report: ({ trade, market }: OrderEvent) => {
      if (trade) fillsOf(fills, trade.orderId).push(fillOf(trade, market))
    },
  }
  const engine = openMatchingEngine({ ...rules, markets: [...markets.values()] })
  const marketOf = (symbol: string): SimulatedMarket => {
    const market = markets.get(symbol)
    if (!market) throw new RangeError(`no candles of ${symbol}`)
    return market
  }
  engine.advance(range.from)
  return {
    advance: (time) => engine.advance(time),
    rules: (symbol) => marketRulesOf(marketOf(symbol), rules),
    quote: (symbol) => {
      const market = marketOf(symbol)
      if (market.now >= market.closing.tradingEnd) return undefined
      return { ...engine.book(market.symbol), time: market.now }
    },
    free: (currency) => account.balances().get(currency)?.free ?? ZERO,
    place: (order) => {
      const placed = placeOrder(engine, marketOf(order.symbol), order)
      return placed && viewOrder(placed, fillsOf(fills, placed.id))
    },
    cancel: (symbol, { exchangeId, status }) => {
      if (status === 'open') engine.cancel(marketOf(symbol).symbol, { id: Number(exchangeId) })
    },
  }
}

function openMarkets({ candles, range }: VenueOptions): ReadonlyMap<string, SimulatedMarket> {
  return new Map(
    [...candles].map(([symbol, each]) => {
      const { to } = rangeOf(each.grid)
      const closing = { tradingEnd: to < range.to ? to : Infinity, delistedAt: Infinity }
      return [symbol, openSimulatedMarket(symbol, each, range.from, {}, [{ closing: () => closing }])]
    }),
  )
}

function placeOrder(
  engine: MatchingEngine,
  { symbol }: SimulatedMarket,
  { side, price, amount, icebergAmount, clientOrderId }: PlannedOrder,
): SimulatedOrder | undefined {
  try {
    return engine.place({
      symbol,
      side: side === 'buy' ? 'BUY' : 'SELL',
      type: 'LIMIT',
      timeInForce: 'GTC',
      price,
      quantity: amount,
      icebergQuantity: icebergAmount,
      clientOrderId,
    })
  } catch (error) {
    if (error instanceof EngineError) return undefined
    throw error
  }
}

const STATUS: Readonly<Record<SimulatedOrderStatus, OrderStatus>> = {
  NEW: 'open',
  PARTIALLY_FILLED: 'open',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  EXPIRED: 'expired',
}

function viewOrder(order: SimulatedOrder, fills: readonly Fill[]): VenueOrder {
  return {
    exchangeId: String(order.id),
    get filled() {
      return order.filled
    },
    get cost() {
      return order.cost
    },
    get status() {
      return STATUS[order.status]
    },
    fills,
  }
}

function fillsOf(fills: Map<number, Fill[]>, id: number): Fill[] {
  const found = fills.get(id) ?? []
  fills.set(id, found)
  return found
}

function fillOf(trade: SimulatedTrade, { base, quote }: SimulatedMarket): Fill {
  const { id, orderId, side, price, quantity, fee, feeAsset, maker, time } = trade
  return {
    id: String(id),
    exchangeOrderId: String(orderId),
    symbol: `${base}/${quote}`,
    side: side === 'BUY' ? 'buy' : 'sell',
    price,
    amount: quantity,
    fee: { currency: feeAsset, amount: fee },
    maker,
    time,
  }
}

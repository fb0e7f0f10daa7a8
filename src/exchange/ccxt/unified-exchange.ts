import { z } from 'zod'
import type { Clock } from '../../core/clock.js'
import { Decimal, ZERO } from '../../core/decimal.js'
import { MINUTE } from '../../core/time.js'
import { ExchangeRefusedError, OrderRejectedError, OutcomeUnknownError } from '../exchange-errors.js'
import type {
  Balance,
  Exchange,
  Fill,
  MarketRules,
  Order,
  OrderKey,
  OrderRequest,
  OrderStatus,
  RawCandle,
} from '../exchange.js'
import type { CcxtClient } from './ccxt-client.js'
import type { CcxtSession } from './ccxt-session.js'
import {
  balancesSchema,
  bookSchema,
  candlesSchema,
  marketSchema,
  orderSchema,
  ordersSchema,
  timeSchema,
  tradesSchema,
  type UnifiedBalances,
  type UnifiedCandle,
  type UnifiedMarket,
  type UnifiedOrder,
  type UnifiedTrade,
} from './unified-schemas.js'

/** The fee of a market where ccxt does not know it. */
const DEFAULT_FEE = new Decimal('0.001')
const MIN_STEP = new Decimal('0.00000001')

/**
 * Creates any exchange that ccxt knows from its unified methods. Its candles have no quote volume, number of trades or
 * taker buys (NaN), and it places no icebergs. How well orders work depends on ccxt's adapter: only Binance is proven
 * here.
 */
export function createUnifiedExchange(client: CcxtClient, session: CcxtSession, clock: Clock): Exchange {
  return {
    ...unifiedOrders(client, session),
    id: client.id,
    fetchTime: async () => (client.has('fetchTime') ? session.read(timeSchema, 'fetchTime') : clock.now()),
    fetchMarketRules: async () => {
      const markets = await session.read(z.record(z.string(), marketSchema), 'loadMarkets')
      const spot = Object.values(markets).filter((market) => market.spot !== false)
      return new Map(spot.map((market) => [market.symbol, rulesOf(market, client.precision)]))
    },
    fetchCandles: async (symbol, since, limit) => {
      if (!client.has('fetchOHLCV') || !client.hasInterval('1m')) {
        throw new ExchangeRefusedError(`${client.id} gives no minute candles; choose another exchange.id`)
      }
      return candles(client, session, clock, symbol, since, limit)
    },
    fetchQuote: async (symbol) => {
      const { bids, asks } = await session.read(bookSchema, 'fetchOrderBook', symbol, 5)
      const [bid, ask] = [bids[0]?.[0], asks[0]?.[0]]
      if (!bid || !ask) throw new ExchangeRefusedError(`${client.id}: the order book of ${symbol} is empty`)
      return { bid, ask, time: clock.now() }
    },
    fetchBalances: async () => balancesOf(await session.read(balancesSchema, 'fetchBalance')),
    close: () => client.close(),
  }
}

type Orders = Pick<
  Exchange,
  'createOrder' | 'fetchOrder' | 'fetchOpenOrders' | 'cancelOrder' | 'fetchOrderFills' | 'fetchFills'
>

function unifiedOrders(client: CcxtClient, session: CcxtSession): Orders {
  const fetchOrder = async (symbol: string, clientOrderId: string): Promise<Order | undefined> => {
    const answer = await session.find(orderSchema, 'fetchOrder', undefined, symbol, { clientOrderId })
    return answer && orderOf(answer, symbol, clientOrderId)
  }
  return {
    fetchOrder,
    createOrder: async (request) => {
      await session.read(z.unknown(), 'loadMarkets')
      return place(session, request)
    },
    fetchOpenOrders: async (symbol) => {
      const answers = await session.read(ordersSchema, 'fetchOpenOrders', symbol)
      return answers.map((answer) => orderOf(answer, symbol, answer.clientOrderId ?? ''))
    },
    cancelOrder: async (symbol, clientOrderId) => {
      const known = await fetchOrder(symbol, clientOrderId)
      if (!known)
        throw new OrderRejectedError(`${client.id} knows no order ${clientOrderId} of ${symbol}; nothing to cancel`)
      await session.find(z.unknown(), 'cancelOrder', known.exchangeId, symbol, { clientOrderId })
      return (await fetchOrder(symbol, clientOrderId)) ?? known
    },
    fetchOrderFills: async (order) => {
      const { symbol, clientOrderId, exchangeId } = order
      if (client.has('fetchOrderTrades')) {
        const answers = await session.read(tradesSchema, 'fetchOrderTrades', exchangeId, symbol)
        return fillsOf(
          answers.map((answer) => ({ ...answer, order: answer.order ?? exchangeId })),
          symbol,
        )
      }
      const answers = await tradesSinceOrder(session, order, await fetchOrder(symbol, clientOrderId))
      return fillsOf(answers, symbol).filter((fill) => fill.exchangeOrderId === exchangeId)
    },
    fetchFills: async (symbol, since) =>
      fillsOf(await session.read(tradesSchema, 'fetchMyTrades', symbol, since), symbol),
  }
}

/**
 * Fetches the account's trades from the exchange's own time of an order on, page after page. Without that time it fetches the
 * latest ones, whenever they were.
 */
async function tradesSinceOrder(
  session: CcxtSession,
  { symbol }: OrderKey,
  order: Order | undefined,
): Promise<UnifiedTrade[]> {
  const trades = new Map<string, UnifiedTrade>()
  let since = order && order.time > 0 ? order.time : undefined
  for (;;) {
    const page = await session.read(tradesSchema, 'fetchMyTrades', symbol, since)
    const added = page.filter(({ id }) => !trades.has(id))
    for (const trade of added) trades.set(trade.id, trade)
    if (since === undefined || added.length === 0) return [...trades.values()]
    since = Math.max(since, ...added.map(({ timestamp }) => timestamp))
  }
}

function fillsOf(answers: readonly UnifiedTrade[], symbol: string): Fill[] {
  return answers.map((answer) => fillOf(answer, symbol)).sort((a, b) => a.time - b.time)
}

async function place(session: CcxtSession, request: OrderRequest): Promise<Order> {
  const amount = request.amount.toFixed()
  const price = request.price.toFixed()
  const { symbol, side, clientOrderId } = request
  const params = { clientOrderId, timeInForce: 'GTC' }
  const answer = await session.once(orderSchema, 'createOrder', symbol, 'limit', side, amount, price, params)
  const order = orderOf(answer, symbol, clientOrderId)
  // // Some adapters answer with an id only.
  return order.amount.eq(0) ? { ...order, side, price: request.price, amount: request.amount } : order
}

/**
 * Some exchanges answer with the candles of a window of time, and an empty window does not tell what comes after it:
 * the next windows are fetched, as far as so many candles would reach.
 */
async function candles(
  client: CcxtClient,
  session: CcxtSession,
  clock: Clock,
  symbol: string,
  since: number,
  limit: number,
): Promise<RawCandle[]> {
  const pageSize = Math.min(limit, client.maxCandles ?? limit)
  const end = Math.min(since + limit * MINUTE, clock.now())
  for (let from = since; ; from += pageSize * MINUTE) {
    const rows = await session.read(candlesSchema, 'fetchOHLCV', symbol, '1m', from, pageSize)
    if (rows.length > 0 || from + pageSize * MINUTE >= end) return rows.slice(0, limit).map(candleOf)
  }
}

function rulesOf(market: UnifiedMarket, precision: CcxtClient['precision']): MarketRules {
  const { price, amount, cost } = market.limits
  return {
    symbol: market.symbol,
    base: market.base,
    quote: market.quote,
    active: market.active !== false,
    priceStep: stepOf(market.precision.price, precision),
    amountStep: stepOf(market.precision.amount, precision),
    minPrice: price?.min,
    maxPrice: price?.max,
    minAmount: amount?.min,
    maxAmount: amount?.max,
    minCost: cost?.min,
    maxCost: cost?.max,
    maxIcebergParts: undefined,
    maxOpenOrders: undefined,
    makerFee: market.maker ?? DEFAULT_FEE,
    takerFee: market.taker ?? DEFAULT_FEE,
  }
}

/** Significant digits are no step: the smallest step refuses nothing that the exchange would accept. */
function stepOf(step: Decimal | undefined, precision: CcxtClient['precision']): Decimal {
  if (step === undefined || precision === 'significant') return MIN_STEP
  return precision === 'places' ? new Decimal(10).pow(step.neg()) : step
}

function candleOf([time, open, high, low, close, volume]: UnifiedCandle): RawCandle {
  return { time, open, high, low, close, volume, quoteVolume: NaN, trades: NaN, takerBuyVolume: NaN }
}

function balancesOf({ free, used }: UnifiedBalances): ReadonlyMap<string, Balance> {
  const entries = Object.keys(free).map((asset): [string, Balance] => [
    asset,
    { free: free[asset] ?? ZERO, locked: used[asset] ?? ZERO },
  ])
  return new Map(entries.filter(([, balance]) => balance.free.gt(0) || balance.locked.gt(0)))
}

const STATUS: Readonly<Record<string, OrderStatus>> = {
  open: 'open',
  closed: 'filled',
  canceled: 'cancelled',
  rejected: 'rejected',
  expired: 'expired',
}

function orderOf(answer: UnifiedOrder, symbol: string, clientOrderId: string): Order {
  return {
    clientOrderId,
    exchangeId: answer.id,
    symbol,
    side: answer.side ?? 'buy',
    price: answer.price ?? ZERO,
    amount: answer.amount ?? ZERO,
    filled: answer.filled ?? ZERO,
    cost: answer.cost ?? ZERO,
    status: STATUS[answer.status ?? 'open'] ?? 'open',
    time: answer.timestamp,
  }
}

function fillOf(answer: UnifiedTrade, symbol: string): Fill {
  if (answer.order === null || answer.order === undefined) {
    throw new OutcomeUnknownError(`fill ${answer.id} of ${symbol} names no order; it cannot be booked`)
  }
  return {
    id: answer.id,
    exchangeOrderId: answer.order,
    symbol,
    side: answer.side,
    price: answer.price,
    amount: answer.amount,
    fee: { currency: answer.fee?.currency ?? '', amount: answer.fee?.cost ?? ZERO },
    maker: answer.takerOrMaker === 'maker',
    time: answer.timestamp,
  }
}

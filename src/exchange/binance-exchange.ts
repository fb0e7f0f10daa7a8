import { Decimal } from '../core/decimal.js'
import type { Clock } from '../core/clock.js'
import { HOUR } from '../core/time.js'
import { binanceRules, feesBySymbol, type Fees } from './binance-rules.js'
import {
  accountAnswer,
  bookTickerAnswer,
  exchangeInfoAnswer,
  klinesAnswer,
  orderAnswer,
  ordersAnswer,
  timeAnswer,
  tradeFeeAnswer,
  tradesAnswer,
  type OrderAnswer,
  type TradeAnswer,
} from './binance-schemas.js'
import type { CcxtClient } from './ccxt-client.js'
import type { CcxtSession } from './ccxt-session.js'
import { ExchangeRefused, OrderRejected } from './exchange-error.js'
import type { Exchange, Fill, MarketRules, Order, OrderRequest, OrderStatus } from './exchange.js'

const MOST_CANDLES = 1000
const MOST_FILLS = 1000
const DEFAULT_FEE = '0.001'

/** Markets by unified symbol, with Binance's own symbol beside their rules. */
type Listing = ReadonlyMap<string, { readonly symbol: string; readonly rules: MarketRules }>

/** Binance spot through ccxt's implicit endpoints: they keep every field, and amounts and prices as text. */
export function binanceExchange(client: CcxtClient, session: CcxtSession, clock: Clock): Exchange {
  const listing = cachedListing(client, session, clock)
  const idOf = async (symbol: string): Promise<string> => {
    const market = (await listing()).get(symbol)
    if (!market) throw new ExchangeRefused(`${client.id} has no spot market ${symbol}; check bases and quote`)
    return market.symbol
  }
  const order = async (symbol: string, clientOrderId: string): Promise<Order | undefined> => {
    const request = { symbol: await idOf(symbol), origClientOrderId: clientOrderId }
    const answer = await session.find(orderAnswer, 'privateGetOrder', request)
    return answer && orderOf(answer, symbol)
  }
  return {
    id: client.id,
    time: async () => (await session.read(timeAnswer, 'publicGetTime')).serverTime,
    rules: async () => new Map([...(await listing())].map(([symbol, market]) => [symbol, market.rules])),
    candles: async (symbol, since, limit) => {
      const request = {
        symbol: await idOf(symbol),
        interval: '1m',
        startTime: since,
        limit: Math.min(limit, MOST_CANDLES),
      }
      return (await session.read(klinesAnswer, 'publicGetKlines', request)).map(
        ([time, open, high, low, close, volume, , quoteVolume, trades, takerBuyVolume]) => ({
          time,
          open,
          high,
          low,
          close,
          volume,
          quoteVolume,
          trades,
          takerBuyVolume,
        }),
      )
    },
    quote: async (symbol) => {
      const answer = await session.read(bookTickerAnswer, 'publicGetTickerBookTicker', { symbol: await idOf(symbol) })
      return { bid: answer.bidPrice, ask: answer.askPrice, time: clock.now() }
    },
    balances: async () => {
      const { balances } = await session.read(accountAnswer, 'privateGetAccount', { omitZeroBalances: 'true' })
      const held = balances.filter(({ free, locked }) => free.gt(0) || locked.gt(0))
      return new Map(held.map(({ asset, free, locked }) => [asset, { free, locked }]))
    },
    createOrder: async (request) => {
      const answer = await session.once(orderAnswer, 'privatePostOrder', newOrder(request, await idOf(request.symbol)))
      return orderOf(answer, request.symbol)
    },
    order,
    openOrders: async (symbol) => {
      const answers = await session.read(ordersAnswer, 'privateGetOpenOrders', { symbol: await idOf(symbol) })
      return answers.map((answer) => orderOf(answer, symbol))
    },
    cancelOrder: async (symbol, clientOrderId) => {
      // Cancelling twice does no harm, so this is repeated like a read; what is over already is asked for.
      const request = { symbol: await idOf(symbol), origClientOrderId: clientOrderId }
      const answer = await session.find(orderAnswer, 'privateDeleteOrder', request)
      const last = answer ? orderOf(answer, symbol) : await order(symbol, clientOrderId)
      if (!last) throw new OrderRejected(`${client.id} knows no order ${clientOrderId} of ${symbol}; nothing to cancel`)
      return last
    },
    fills: (symbol, since) => allFills(session, symbol, idOf, since),
    close: () => client.close(),
  }
}

/** The listing, asked for again after an hour. */
function cachedListing(client: CcxtClient, session: CcxtSession, clock: Clock): () => Promise<Listing> {
  let cached: { readonly time: number; readonly listing: Promise<Listing> } | undefined
  return () => {
    if (cached && clock.now() - cached.time < HOUR) return cached.listing
    const listing = loadListing(client, session)
    const entry = { time: clock.now(), listing }
    cached = entry
    listing.catch(() => {
      if (cached === entry) cached = undefined
    })
    return listing
  }
}

async function loadListing(client: CcxtClient, session: CcxtSession): Promise<Listing> {
  const { symbols } = await session.read(exchangeInfoAnswer, 'publicGetExchangeInfo')
  const fees = client.signed
    ? feesBySymbol(await session.read(tradeFeeAnswer, 'sapiGetAssetTradeFee'))
    : new Map<string, Fees>()
  const usual = { maker: new Decimal(DEFAULT_FEE), taker: new Decimal(DEFAULT_FEE) }
  return new Map(
    symbols.map((answer) => {
      const rules = binanceRules(answer, fees.get(answer.symbol) ?? usual)
      return [rules.symbol, { symbol: answer.symbol, rules }]
    }),
  )
}

function newOrder(request: OrderRequest, symbol: string): Record<string, string> {
  return {
    symbol,
    side: request.side.toUpperCase(),
    type: 'LIMIT',
    timeInForce: 'GTC',
    quantity: request.amount.toFixed(),
    price: request.price.toFixed(),
    newClientOrderId: request.clientOrderId,
    newOrderRespType: 'FULL',
    ...(request.icebergAmount ? { icebergQty: request.icebergAmount.toFixed() } : {}),
  }
}

const STATUS: Readonly<Record<string, OrderStatus>> = {
  NEW: 'open',
  PENDING_NEW: 'open',
  PARTIALLY_FILLED: 'open',
  PENDING_CANCEL: 'open',
  FILLED: 'filled',
  CANCELED: 'cancelled',
  REJECTED: 'rejected',
  EXPIRED: 'expired',
  EXPIRED_IN_MATCH: 'expired',
}

function orderOf(answer: OrderAnswer, symbol: string): Order {
  return {
    clientOrderId: answer.origClientOrderId ?? answer.clientOrderId,
    exchangeId: answer.orderId,
    symbol,
    side: answer.side === 'BUY' ? 'buy' : 'sell',
    price: answer.price,
    amount: answer.origQty,
    filled: answer.executedQty,
    cost: answer.cummulativeQuoteQty,
    status: STATUS[answer.status] ?? 'open',
    time: answer.time ?? answer.transactTime ?? 0,
  }
}

/** Page after page: the first from `since`, each further one from the id after the last. */
async function allFills(
  session: CcxtSession,
  symbol: string,
  idOf: (symbol: string) => Promise<string>,
  since: number,
): Promise<Fill[]> {
  const id = await idOf(symbol)
  const fills: Fill[] = []
  let from: Record<string, unknown> = { startTime: since }
  for (;;) {
    const request = { symbol: id, limit: MOST_FILLS, ...from }
    const answers = await session.read(tradesAnswer, 'privateGetMyTrades', request)
    fills.push(...answers.map((answer) => fillOf(answer, symbol)))
    const last = answers.at(-1)
    if (!last || answers.length < MOST_FILLS) return fills
    from = { fromId: String(BigInt(last.id) + 1n) }
  }
}

function fillOf(answer: TradeAnswer, symbol: string): Fill {
  return {
    id: answer.id,
    exchangeOrderId: answer.orderId,
    symbol,
    side: answer.isBuyer ? 'buy' : 'sell',
    price: answer.price,
    amount: answer.qty,
    fee: { currency: answer.commissionAsset, amount: answer.commission },
    maker: answer.isMaker,
    time: answer.time,
  }
}

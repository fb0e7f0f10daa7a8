import { z } from 'zod'
import type { CcxtClient } from '../ccxt/ccxt-client.js'
import type { CcxtSession } from '../ccxt/ccxt-session.js'
import { OrderRejectedError, UnknownMarketError } from '../exchange-errors.js'
import type { Exchange, Fill, Order, OrderRequest, OrderStatus } from '../exchange.js'
import type { BinanceMarkets } from './binance-markets.js'
import {
  orderResponse,
  ordersResponse,
  tradesResponse,
  type OrderResponse,
  type TradeResponse,
} from './binance-schemas.js'

const MAX_FILLS = 1000

type Orders = Pick<
  Exchange,
  'createOrder' | 'fetchOrder' | 'fetchOpenOrders' | 'cancelOrder' | 'fetchOrderFills' | 'fetchFills'
>

/** Creates the methods for orders and fills on Binance spot. */
export function createBinanceOrders(client: CcxtClient, session: CcxtSession, { marketIdOf }: BinanceMarkets): Orders {
  const fetchOrder = async (symbol: string, clientOrderId: string): Promise<Order | undefined> => {
    const market = await marketIdOf(symbol).catch(undefinedWhereUnknown)
    if (market === undefined) return undefined
    const request = { symbol: market, origClientOrderId: clientOrderId }
    const answer = await session.find(orderResponse, 'privateGetOrder', request)
    return answer && orderOf(answer, symbol)
  }
  return {
    fetchOrder,
    createOrder: async (request) => {
      const answer = await session.once(
        orderResponse,
        'privatePostOrder',
        newOrder(request, await marketIdOf(request.symbol)),
      )
      return orderOf(answer, request.symbol)
    },
    fetchOpenOrders: async (symbol) => {
      const answers = await session.read(ordersResponse, 'privateGetOpenOrders', { symbol: await marketIdOf(symbol) })
      return answers.map((answer) => orderOf(answer, symbol))
    },
    cancelOrder: async (symbol, clientOrderId) => {
      // // A second cancel does no harm, so the request is retried like a read; the state of the order is fetched
      // afterwards.
      const market = await marketIdOf(symbol).catch(rejectWhereUnknown)
      const request = { symbol: market, origClientOrderId: clientOrderId }
      await session.find(z.unknown(), 'privateDeleteOrder', request)
      const last = await fetchOrder(symbol, clientOrderId)
      if (!last)
        throw new OrderRejectedError(`${client.id} knows no order ${clientOrderId} of ${symbol}; nothing to cancel`)
      return last
    },
    fetchOrderFills: async ({ symbol, exchangeId }) =>
      allFills(session, symbol, { symbol: await marketIdOf(symbol), orderId: exchangeId }, { fromId: '0' }),
    fetchFills: async (symbol, since) =>
      allFills(session, symbol, { symbol: await marketIdOf(symbol) }, { startTime: since }),
  }
}

/** An order of a market that is gone ended with it: the exchange does not know it any more. */
function undefinedWhereUnknown(error: unknown): undefined {
  if (!(error instanceof UnknownMarketError)) throw error
  return undefined
}

/** In a market that is gone there is nothing to cancel. */
function rejectWhereUnknown(error: unknown): never {
  if (!(error instanceof UnknownMarketError)) throw error
  throw new OrderRejectedError(`${error.message}; nothing to cancel`)
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

function orderOf(answer: OrderResponse, symbol: string): Order {
  return {
    clientOrderId: answer.clientOrderId,
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

/** Fetches page after page: the first from `start`, each further one from the id after the last. */
async function allFills(
  session: CcxtSession,
  symbol: string,
  query: Record<string, unknown>,
  start: Record<string, unknown>,
): Promise<Fill[]> {
  const fills: Fill[] = []
  let from = start
  for (;;) {
    const request = { ...query, limit: MAX_FILLS, ...from }
    const answers = await session.read(tradesResponse, 'privateGetMyTrades', request)
    fills.push(...answers.map((answer) => fillOf(answer, symbol)))
    const last = answers.at(-1)
    if (!last || answers.length < MAX_FILLS) return fills
    from = { fromId: String(BigInt(last.id) + 1n) }
  }
}

function fillOf(answer: TradeResponse, symbol: string): Fill {
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

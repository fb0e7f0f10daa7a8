import { z } from 'zod'
import type { OrderKey } from '../engine/matching-engine.js'
import { isOpen } from '../engine/simulated-order.js'
import { BinanceError, binanceErrors } from './binance-error.js'
import { parseNewOrder } from './parse-new-order.js'
import { formatCancelledOrder, formatOrder, formatPlacedOrder } from './rest-format.js'
import {
  parseHistoryQuery,
  isInRange,
  takePage,
  parameterSchemas,
  parseParameters,
  type RequestParameters,
} from './rest-parameters.js'
import type { RestContext, RestRoute } from './rest-route.js'

const oneOrder = z.object({
  symbol: parameterSchemas.text,
  orderId: parameterSchemas.integer.optional(),
  origClientOrderId: parameterSchemas.clientOrderId.optional(),
  newClientOrderId: parameterSchemas.clientOrderId.optional(),
})
const optionalMarket = z.object({ symbol: parameterSchemas.text.optional() })
const oneMarket = z.object({ symbol: parameterSchemas.text })

/** The endpoints that place, list and cancel orders. */
export const orderRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '/api/v3/openOrders', signed: true, answer: openOrders },
  { method: 'DELETE', path: '/api/v3/openOrders', signed: true, answer: cancelAll },
  { method: 'GET', path: '/api/v3/allOrders', signed: true, answer: allOrders },
  { method: 'GET', path: '/api/v3/order', signed: true, answer: order },
  { method: 'POST', path: '/api/v3/order', signed: true, answer: place },
  { method: 'DELETE', path: '/api/v3/order', signed: true, answer: cancel },
]

function place(context: RestContext, parameters: RequestParameters): unknown {
  const placed = context.engine.place(parseNewOrder(parameters, context))
  const fills = context.engine.market(placed.symbol).trades.filter((trade) => trade.orderId === placed.id)
  return formatPlacedOrder(placed, fills)
}

function order(context: RestContext, parameters: RequestParameters): unknown {
  const { symbol, key } = orderKeyOf(context, parameters)
  const found = context.engine.find(symbol, key)
  if (!found) throw binanceErrors.orderUnknown()
  return formatOrder(found)
}

function cancel(context: RestContext, parameters: RequestParameters): unknown {
  const { symbol, key, cancelId } = orderKeyOf(context, parameters)
  const cancelled = context.engine.cancel(symbol, key)
  return formatCancelledOrder(cancelled, cancelId ?? `cancel-${cancelled.id}`)
}

function cancelAll({ engine }: RestContext, parameters: RequestParameters): unknown {
  const { symbol } = parseParameters(oneMarket, parameters)
  engine.market(symbol)
  const open = engine.orders(symbol).filter(isOpen)
  if (open.length === 0) throw binanceErrors.cancelUnknown()
  for (const { id } of open.filter(isFirstOfPair)) engine.cancel(symbol, { id })
  return open.map((each) => formatCancelledOrder(each, `cancel-${each.id}`))
}

/** Whether an order is the first of its pair, or has none: the second is cancelled with the first. */
function isFirstOfPair({
  id,
  sibling,
}: {
  readonly id: number
  readonly sibling: { readonly id: number } | undefined
}): boolean {
  return sibling === undefined || id < sibling.id
}

function orderKeyOf(
  context: RestContext,
  parameters: RequestParameters,
): { symbol: string; key: OrderKey; cancelId: string | undefined } {
  const query = parseParameters(oneOrder, parameters)
  context.engine.market(query.symbol)
  if (query.orderId === undefined && query.origClientOrderId === undefined) {
    throw new BinanceError(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!")
  }
  return {
    symbol: query.symbol,
    key: { id: query.orderId, clientOrderId: query.origClientOrderId },
    cancelId: query.newClientOrderId,
  }
}

function openOrders({ engine }: RestContext, parameters: RequestParameters): unknown {
  const { symbol } = parseParameters(optionalMarket, parameters)
  const markets = symbol === undefined ? engine.markets() : [engine.market(symbol)]
  return markets.flatMap((market) => engine.orders(market.symbol).filter(isOpen).map(formatOrder))
}

function allOrders({ engine }: RestContext, parameters: RequestParameters): unknown {
  const query = parseHistoryQuery(parameters)
  engine.market(query.symbol)
  const selected = engine
    .orders(query.symbol)
    .filter((each) => isInRange(each.time, query) && each.id >= (query.orderId ?? 0))
  return takePage(selected, query.limit, query.orderId !== undefined || query.startTime !== undefined).map(formatOrder)
}

import { z } from 'zod'
import { isOpen, type NewOrder, type OcoPair } from '../engine/simulated-order.js'
import { binanceErrors } from './binance-error.js'
import { parseLimitFields, generateClientOrderId, parseSide, parseOrderType } from './parse-new-order.js'
import { formatOrderReport } from './rest-format.js'
import { clampLimit, parameterSchemas, parseParameters, type RequestParameters } from './rest-parameters.js'
import type { RestContext, RestRoute } from './rest-route.js'

const leg = {
  clientOrderId: parameterSchemas.clientOrderId.optional(),
  price: parameterSchemas.decimal.optional(),
  stopPrice: parameterSchemas.decimal.optional(),
  timeInForce: parameterSchemas.text.optional(),
  icebergQty: parameterSchemas.decimal.optional(),
}
const legParameters = z.object({ type: parameterSchemas.text, ...leg })
const ocoParameters = z.object({
  symbol: parameterSchemas.text,
  side: parameterSchemas.text,
  quantity: parameterSchemas.decimal,
  listClientOrderId: parameterSchemas.clientOrderId.optional(),
})
const oneList = z.object({
  symbol: parameterSchemas.text.optional(),
  orderListId: parameterSchemas.integer.optional(),
  origClientOrderId: parameterSchemas.clientOrderId.optional(),
  listClientOrderId: parameterSchemas.clientOrderId.optional(),
})
const severalLists = z.object({
  fromId: parameterSchemas.integer.optional(),
  startTime: parameterSchemas.integer.optional(),
  endTime: parameterSchemas.integer.optional(),
  limit: parameterSchemas.integer.optional(),
})

/** The endpoints of order pairs of which one order cancels the other. */
export const orderListRoutes: readonly RestRoute[] = [
  { method: 'POST', path: '/api/v3/orderList/oco', signed: true, answer: placeOco },
  {
    method: 'GET',
    path: '/api/v3/orderList',
    signed: true,
    answer: (context, query) => listJson(listOf(context, query)),
  },
  { method: 'DELETE', path: '/api/v3/orderList', signed: true, answer: cancelList },
  {
    method: 'GET',
    path: '/api/v3/openOrderList',
    signed: true,
    answer: ({ engine }) => engine.ocoPairs().filter(isActive).map(listJson),
  },
  { method: 'GET', path: '/api/v3/allOrderList', signed: true, answer: allLists },
]

function placeOco(context: RestContext, parameters: RequestParameters): unknown {
  const query = parseParameters(ocoParameters, parameters)
  context.engine.market(query.symbol)
  const side = parseSide(query.side)
  const make = (name: 'above' | 'below'): NewOrder => {
    const { type: typeText, clientOrderId, ...given } = parseParameters(legParameters, legOf(parameters, name))
    const type = parseOrderType(typeText)
    return {
      symbol: query.symbol,
      side,
      type,
      quantity: query.quantity,
      clientOrderId: clientOrderId ?? generateClientOrderId(context, query.symbol, name),
      ...parseLimitFields(type, given),
    }
  }
  const orders: [NewOrder, NewOrder] = [make('above'), make('below')]
  if (!orders.every(({ type }) => type !== 'LIMIT' && type !== 'MARKET')) throw binanceErrors.orderType()
  const pair = context.engine.placeOcoPair(
    orders,
    query.listClientOrderId ?? generateClientOrderId(context, query.symbol, 'list'),
  )
  return { ...listJson(pair), orderReports: pair.orders.map(formatOrderReport) }
}

/** Returns the parameters `aboveType`, `abovePrice`, … as `type`, `price`, …. */
function legOf(parameters: RequestParameters, name: 'above' | 'below'): RequestParameters {
  const own = [...parameters].filter(([key]) => key.startsWith(name))
  return new Map(own.map(([key, value]) => [key.charAt(5).toLowerCase() + key.slice(6), value]))
}

function cancelList(context: RestContext, parameters: RequestParameters): unknown {
  const pair = listOf(context, parameters, binanceErrors.cancelUnknown())
  const open = pair.orders.find(isOpen)
  if (!open) throw binanceErrors.cancelUnknown()
  context.engine.cancel(pair.symbol, { id: open.id })
  return { ...listJson(pair), orderReports: pair.orders.map(formatOrderReport) }
}

function listOf(
  { engine }: RestContext,
  parameters: RequestParameters,
  unknown = binanceErrors.orderUnknown(),
): OcoPair {
  const query = parseParameters(oneList, parameters)
  const clientId = query.listClientOrderId ?? query.origClientOrderId
  if (query.orderListId === undefined && clientId === undefined) throw binanceErrors.missing('orderListId')
  const found = engine
    .ocoPairs()
    .findLast(({ id, clientListId }) =>
      query.orderListId === undefined ? clientListId === clientId : id === query.orderListId,
    )
  if (!found) throw unknown
  return found
}

function allLists({ engine }: RestContext, parameters: RequestParameters): unknown {
  const query = parseParameters(severalLists, parameters)
  return engine
    .ocoPairs()
    .filter(
      ({ id, time }) =>
        id >= (query.fromId ?? 0) && time >= (query.startTime ?? 0) && time <= (query.endTime ?? Infinity),
    )
    .slice(0, clampLimit(query.limit, 500, 1000))
    .map(listJson)
}

function isActive({ orders }: OcoPair): boolean {
  return orders.some(isOpen)
}

function listJson(pair: OcoPair): Record<string, unknown> {
  return {
    orderListId: pair.id,
    contingencyType: 'OCO',
    listStatusType: isActive(pair) ? 'EXEC_STARTED' : 'ALL_DONE',
    listOrderStatus: isActive(pair) ? 'EXECUTING' : 'ALL_DONE',
    listClientOrderId: pair.clientListId,
    transactionTime: pair.time,
    symbol: pair.symbol,
    orders: pair.orders.map(({ symbol, id, clientOrderId }) => ({ symbol, orderId: id, clientOrderId })),
  }
}

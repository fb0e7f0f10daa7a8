import { z } from 'zod'
import { isOpen, type NewOrder, type OrderPair } from '../engine/simulated-order.js'
import { binanceErrors } from './binance-error.js'
import { limitFields, ownId, sideOf, typeOf } from './new-order.js'
import { orderReportJson } from './rest-format.js'
import { limitOf, parameter, parseParameters, type Parameters } from './rest-parameters.js'
import type { RestContext, RestRoute } from './rest-route.js'

const leg = {
  clientOrderId: parameter.clientOrderId.optional(),
  price: parameter.decimal.optional(),
  stopPrice: parameter.decimal.optional(),
  timeInForce: parameter.text.optional(),
  icebergQty: parameter.decimal.optional(),
}
const legParameters = z.object({ type: parameter.text, ...leg })
const ocoParameters = z.object({
  symbol: parameter.text,
  side: parameter.text,
  quantity: parameter.decimal,
  listClientOrderId: parameter.clientOrderId.optional(),
})
const oneList = z.object({
  symbol: parameter.text.optional(),
  orderListId: parameter.integer.optional(),
  origClientOrderId: parameter.clientOrderId.optional(),
  listClientOrderId: parameter.clientOrderId.optional(),
})
const severalLists = z.object({
  fromId: parameter.integer.optional(),
  startTime: parameter.integer.optional(),
  endTime: parameter.integer.optional(),
  limit: parameter.integer.optional(),
})

/** Pairs of orders of which one cancels the other. */
export const orderListRoutes: readonly RestRoute[] = [
  { method: 'POST', path: '/api/v3/orderList/oco', signed: true, answer: placeOco },
  {
    method: 'GET',
    path: '/api/v3/orderList',
    signed: true,
    answer: (context, asked) => listJson(listOf(context, asked)),
  },
  { method: 'DELETE', path: '/api/v3/orderList', signed: true, answer: cancelList },
  {
    method: 'GET',
    path: '/api/v3/openOrderList',
    signed: true,
    answer: ({ engine }) => engine.pairs().filter(isActive).map(listJson),
  },
  { method: 'GET', path: '/api/v3/allOrderList', signed: true, answer: allLists },
]

function placeOco(context: RestContext, parameters: Parameters): unknown {
  const asked = parseParameters(ocoParameters, parameters)
  context.engine.market(asked.symbol)
  const side = sideOf(asked.side)
  const make = (name: 'above' | 'below'): NewOrder => {
    const { type: typeText, clientOrderId, ...given } = parseParameters(legParameters, legOf(parameters, name))
    const type = typeOf(typeText)
    return {
      symbol: asked.symbol,
      side,
      type,
      quantity: asked.quantity,
      clientOrderId: clientOrderId ?? ownId(context, asked.symbol, name),
      ...limitFields(type, given),
    }
  }
  const orders: [NewOrder, NewOrder] = [make('above'), make('below')]
  if (!orders.every(({ type }) => type !== 'LIMIT' && type !== 'MARKET')) throw binanceErrors.orderType()
  const pair = context.engine.placePair(orders, asked.listClientOrderId ?? ownId(context, asked.symbol, 'list'))
  return { ...listJson(pair), orderReports: pair.orders.map(orderReportJson) }
}

/** The parameters `aboveType`, `abovePrice`, … as `type`, `price`, … */
function legOf(parameters: Parameters, name: 'above' | 'below'): Parameters {
  const own = [...parameters].filter(([key]) => key.startsWith(name))
  return new Map(own.map(([key, value]) => [key.charAt(5).toLowerCase() + key.slice(6), value]))
}

function cancelList(context: RestContext, parameters: Parameters): unknown {
  const pair = listOf(context, parameters, binanceErrors.cancelUnknown())
  const open = pair.orders.find(isOpen)
  if (!open) throw binanceErrors.cancelUnknown()
  context.engine.cancel(pair.symbol, { id: open.id })
  return { ...listJson(pair), orderReports: pair.orders.map(orderReportJson) }
}

function listOf({ engine }: RestContext, parameters: Parameters, unknown = binanceErrors.orderUnknown()): OrderPair {
  const asked = parseParameters(oneList, parameters)
  const clientId = asked.listClientOrderId ?? asked.origClientOrderId
  if (asked.orderListId === undefined && clientId === undefined) throw binanceErrors.missing('orderListId')
  const found = engine
    .pairs()
    .findLast(({ id, clientListId }) =>
      asked.orderListId === undefined ? clientListId === clientId : id === asked.orderListId,
    )
  if (!found) throw unknown
  return found
}

function allLists({ engine }: RestContext, parameters: Parameters): unknown {
  const asked = parseParameters(severalLists, parameters)
  return engine
    .pairs()
    .filter(
      ({ id, time }) =>
        id >= (asked.fromId ?? 0) && time >= (asked.startTime ?? 0) && time <= (asked.endTime ?? Infinity),
    )
    .slice(0, limitOf(asked.limit, 500, 1000))
    .map(listJson)
}

function isActive({ orders }: OrderPair): boolean {
  return orders.some(isOpen)
}

function listJson(pair: OrderPair): Record<string, unknown> {
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

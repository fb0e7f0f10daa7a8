import { z } from 'zod'
import { BinanceFault, faults } from './binance-fault.js'
import type { OrderKey } from './matching-engine.js'
import { ASSET_DIGITS } from './plain-digits.js'
import { balanceJson, cancelledJson, orderJson, placedJson, tradeJson } from './rest-format.js'
import { limitOf, parameter, parseParameters, type Parameters } from './rest-parameters.js'
import type { RestContext, RestRoute } from './rest-route.js'
import { isOpen, type NewOrder, type SimulatedOrder, type SimulatedTrade } from './simulated-order.js'
import { DAY } from '../../core/time.js'

const newOrderParameters = z.object({
  symbol: parameter.text,
  side: parameter.text,
  type: parameter.text,
  timeInForce: parameter.text.optional(),
  quantity: parameter.decimal.optional(),
  price: parameter.decimal.optional(),
  icebergQty: parameter.decimal.optional(),
  newClientOrderId: parameter.clientOrderId.optional(),
})
const oneOrder = z.object({
  symbol: parameter.text,
  orderId: parameter.integer.optional(),
  origClientOrderId: parameter.clientOrderId.optional(),
  newClientOrderId: parameter.clientOrderId.optional(),
})
const optionalMarket = z.object({ symbol: parameter.text.optional() })
const history = z.object({
  symbol: parameter.text,
  orderId: parameter.integer.optional(),
  fromId: parameter.integer.optional(),
  startTime: parameter.integer.optional(),
  endTime: parameter.integer.optional(),
  limit: parameter.integer.optional(),
})

/** The endpoints that need a key and a signature. */
export const accountRoutes: readonly RestRoute[] = [
  { method: 'GET', path: '/api/v3/account', signed: true, answer: account },
  { method: 'GET', path: '/api/v3/openOrders', signed: true, answer: openOrders },
  { method: 'GET', path: '/api/v3/allOrders', signed: true, answer: allOrders },
  { method: 'GET', path: '/api/v3/myTrades', signed: true, answer: myTrades },
  { method: 'GET', path: '/api/v3/order', signed: true, answer: order },
  { method: 'POST', path: '/api/v3/order', signed: true, answer: place },
  { method: 'DELETE', path: '/api/v3/order', signed: true, answer: cancel },
  { method: 'GET', path: '/sapi/v1/asset/tradeFee', signed: true, answer: tradeFee },
]

function account(context: RestContext): unknown {
  const maker = context.makerFee.toFixed(ASSET_DIGITS)
  const taker = context.takerFee.toFixed(ASSET_DIGITS)
  return {
    makerCommission: context.makerFee.times(10_000).toNumber(),
    takerCommission: context.takerFee.times(10_000).toNumber(),
    buyerCommission: 0,
    sellerCommission: 0,
    commissionRates: { maker, taker, buyer: '0.00000000', seller: '0.00000000' },
    canTrade: true,
    canWithdraw: false,
    canDeposit: false,
    brokered: false,
    requireSelfTradePrevention: false,
    preventSor: false,
    updateTime: context.now(),
    accountType: 'SPOT',
    balances: [...context.account.balances()].map(balanceJson),
    permissions: ['SPOT'],
    uid: 1,
  }
}

function place(context: RestContext, parameters: Parameters): unknown {
  const placed = context.engine.place(newOrderOf(parameters, context))
  const fills = context.engine.market(placed.symbol).trades.filter((trade) => trade.orderId === placed.id)
  return placedJson(placed, fills)
}

function newOrderOf(parameters: Parameters, context: RestContext): NewOrder {
  const asked = parseParameters(newOrderParameters, parameters)
  context.engine.market(asked.symbol)
  if (asked.side !== 'BUY' && asked.side !== 'SELL') throw faults.side()
  if (asked.type !== 'LIMIT') throw faults.orderType()
  if (asked.timeInForce === undefined) throw faults.missing('timeInForce')
  if (asked.timeInForce !== 'GTC') throw faults.timeInForce()
  if (!asked.quantity) throw faults.missing('quantity')
  if (!asked.price) throw faults.missing('price')
  return {
    symbol: asked.symbol,
    side: asked.side,
    price: asked.price,
    quantity: asked.quantity,
    icebergQuantity: asked.icebergQty,
    clientOrderId: asked.newClientOrderId ?? `own-${context.now()}-${context.engine.orders(asked.symbol).length}`,
  }
}

function order(context: RestContext, parameters: Parameters): unknown {
  const { symbol, key } = orderKeyOf(context, parameters)
  const found = context.engine.find(symbol, key)
  if (!found) throw faults.orderUnknown()
  return orderJson(found)
}

function cancel(context: RestContext, parameters: Parameters): unknown {
  const { symbol, key, cancelId } = orderKeyOf(context, parameters)
  const cancelled = context.engine.cancel(symbol, key)
  return cancelledJson(cancelled, cancelId ?? `cancel-${cancelled.id}`)
}

function orderKeyOf(
  context: RestContext,
  parameters: Parameters,
): { symbol: string; key: OrderKey; cancelId: string | undefined } {
  const asked = parseParameters(oneOrder, parameters)
  context.engine.market(asked.symbol)
  if (asked.orderId === undefined && asked.origClientOrderId === undefined) {
    throw new BinanceFault(-1102, "Param 'origClientOrderId' or 'orderId' must be sent, but both were empty/null!")
  }
  return {
    symbol: asked.symbol,
    key: { id: asked.orderId, clientOrderId: asked.origClientOrderId },
    cancelId: asked.newClientOrderId,
  }
}

function openOrders({ engine }: RestContext, parameters: Parameters): unknown {
  const { symbol } = parseParameters(optionalMarket, parameters)
  const markets = symbol === undefined ? engine.markets() : [engine.market(symbol)]
  return markets.flatMap((market) => engine.orders(market.symbol).filter(isOpen).map(orderJson))
}

function allOrders({ engine }: RestContext, parameters: Parameters): unknown {
  const asked = historyOf(parameters)
  engine.market(asked.symbol)
  const chosen = engine
    .orders(asked.symbol)
    .filter((each: SimulatedOrder) => inSpan(each.time, asked) && each.id >= (asked.orderId ?? 0))
  return page(chosen, asked.limit, asked.orderId !== undefined || asked.startTime !== undefined).map(orderJson)
}

function myTrades({ engine }: RestContext, parameters: Parameters): unknown {
  const asked = historyOf(parameters)
  const chosen = engine
    .market(asked.symbol)
    .trades.filter(
      (trade: SimulatedTrade) =>
        inSpan(trade.time, asked) &&
        trade.id >= (asked.fromId ?? 0) &&
        (asked.orderId === undefined || trade.orderId === asked.orderId),
    )
  return page(chosen, asked.limit, asked.fromId !== undefined || asked.startTime !== undefined).map(tradeJson)
}

type History = z.output<typeof history>

function historyOf(parameters: Parameters): History {
  const asked = parseParameters(history, parameters)
  if ((asked.endTime ?? 0) - (asked.startTime ?? asked.endTime ?? 0) > DAY) {
    throw new BinanceFault(-1127, 'More than 24 hours between startTime and endTime.')
  }
  return asked
}

function inSpan(time: number, { startTime, endTime }: History): boolean {
  return time >= (startTime ?? 0) && time <= (endTime ?? Infinity)
}

/** The first `limit` from where the caller begins, else the latest. */
function page<T>(rows: readonly T[], limit: number | undefined, fromStart: boolean): readonly T[] {
  const most = limitOf(limit, 500, 1000)
  return fromStart ? rows.slice(0, most) : rows.slice(-most)
}

function tradeFee(context: RestContext, parameters: Parameters): unknown {
  const { symbol } = parseParameters(optionalMarket, parameters)
  const markets = symbol === undefined ? context.engine.markets() : [context.engine.market(symbol)]
  return markets.map((market) => ({
    symbol: market.symbol,
    makerCommission: context.makerFee.toFixed(),
    takerCommission: context.takerFee.toFixed(),
  }))
}

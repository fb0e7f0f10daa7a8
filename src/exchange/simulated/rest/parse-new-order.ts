import { z } from 'zod'
import { ZERO, floorTo, type Decimal } from '../../../core/decimal.js'
import {
  ORDER_TYPES,
  type NewOrder,
  type OrderSide,
  type OrderType,
  type TimeInForce,
} from '../engine/simulated-order.js'
import { binanceErrors } from './binance-error.js'
import { parameterSchemas, parseParameters, type RequestParameters } from './rest-parameters.js'
import type { RestContext } from './rest-route.js'

const newOrderParameters = z.object({
  symbol: parameterSchemas.text,
  side: parameterSchemas.text,
  type: parameterSchemas.text,
  timeInForce: parameterSchemas.text.optional(),
  quantity: parameterSchemas.decimal.optional(),
  quoteOrderQty: parameterSchemas.decimal.optional(),
  price: parameterSchemas.decimal.optional(),
  stopPrice: parameterSchemas.decimal.optional(),
  icebergQty: parameterSchemas.decimal.optional(),
  newClientOrderId: parameterSchemas.clientOrderId.optional(),
})
type OrderQuery = z.output<typeof newOrderParameters>

/** Parses the order of a request. Throws BinanceError for the first parameter that does not belong there. */
export function parseNewOrder(parameters: RequestParameters, context: RestContext): NewOrder {
  const query = parseParameters(newOrderParameters, parameters)
  context.engine.market(query.symbol)
  const side = parseSide(query.side)
  const type = parseOrderType(query.type)
  const order = {
    symbol: query.symbol,
    side,
    type,
    clientOrderId: query.newClientOrderId ?? generateClientOrderId(context, query.symbol, type),
  }
  if (type === 'MARKET') return { ...order, ...marketFields(query, side, context) }
  if (query.quoteOrderQty) throw binanceErrors.notRequired('quoteOrderQty')
  if (!query.quantity) throw binanceErrors.missing('quantity')
  return { ...order, quantity: query.quantity, ...parseLimitFields(type, query) }
}

interface LimitParameters {
  readonly price?: Decimal | undefined
  readonly stopPrice?: Decimal | undefined
  readonly timeInForce?: string | undefined
  readonly icebergQty?: Decimal | undefined
}

/** Parses price, stop price and time in force for an order of that type. */
export function parseLimitFields(
  type: OrderType,
  { price, stopPrice, timeInForce, icebergQty }: LimitParameters,
): Pick<NewOrder, 'price' | 'stopPrice' | 'timeInForce' | 'icebergQuantity'> {
  const stop = type === 'STOP_LOSS_LIMIT' || type === 'TAKE_PROFIT_LIMIT'
  if (type !== 'LIMIT_MAKER' && timeInForce === undefined) throw binanceErrors.missing('timeInForce')
  if (type === 'LIMIT_MAKER' && timeInForce !== undefined) throw binanceErrors.notRequired('timeInForce')
  if (!price) throw binanceErrors.missing('price')
  if (stop && !stopPrice) throw binanceErrors.missing('stopPrice')
  if (!stop && stopPrice) throw binanceErrors.notRequired('stopPrice')
  const inForce = parseTimeInForce(timeInForce ?? 'GTC')
  if (icebergQty?.gt(0) === true && inForce !== 'GTC') throw binanceErrors.combination()
  return { price, stopPrice, timeInForce: inForce, icebergQuantity: icebergQty }
}

/** A market order has a quantity, or a quote amount that gives one at the price of the book. */
function marketFields(
  query: OrderQuery,
  side: OrderSide,
  { engine }: RestContext,
): Pick<NewOrder, 'price' | 'quantity' | 'timeInForce'> {
  for (const name of ['price', 'timeInForce', 'stopPrice', 'icebergQty'] as const) {
    if (query[name] !== undefined) throw binanceErrors.notRequired(name)
  }
  if (query.quantity && query.quoteOrderQty) throw binanceErrors.combination()
  const { bid, ask } = engine.book(query.symbol)
  const { stepSize } = engine.market(query.symbol).filters
  const price = side === 'BUY' ? ask : bid
  const quantity = query.quantity ?? (query.quoteOrderQty && floorTo(query.quoteOrderQty.div(price), stepSize))
  if (!quantity) throw binanceErrors.missing('quantity')
  return { price: ZERO, quantity, timeInForce: 'GTC' }
}

export function parseSide(text: string): OrderSide {
  if (text !== 'BUY' && text !== 'SELL') throw binanceErrors.side()
  return text
}

export function parseOrderType(text: string): OrderType {
  const type = ORDER_TYPES.find((known) => known === text)
  if (!type) throw binanceErrors.orderType()
  return type
}

function parseTimeInForce(text: string): TimeInForce {
  if (text !== 'GTC' && text !== 'IOC' && text !== 'FOK') throw binanceErrors.timeInForce()
  return text
}

/** Generates an id for an order without a client order id. */
export function generateClientOrderId(context: RestContext, symbol: string, purpose: string): string {
  return `own-${context.now()}-${context.engine.orders(symbol).length}-${purpose}`.slice(0, 36)
}

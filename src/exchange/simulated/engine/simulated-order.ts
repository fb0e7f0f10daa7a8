import type { Decimal } from '../../../core/decimal.js'

export type OrderSide = 'BUY' | 'SELL'
export type OrderType = 'LIMIT' | 'LIMIT_MAKER' | 'MARKET' | 'STOP_LOSS_LIMIT' | 'TAKE_PROFIT_LIMIT'
/**
 * What happens to the part that is not filled on arrival: with GTC it rests, with IOC it expires, and FOK is filled
 * completely or not at all.
 */
export type TimeInForce = 'GTC' | 'IOC' | 'FOK'
export type SimulatedOrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED' | 'EXPIRED'

/** Every type of order that the engine accepts. */
export const ORDER_TYPES: readonly OrderType[] = [
  'LIMIT',
  'LIMIT_MAKER',
  'MARKET',
  'STOP_LOSS_LIMIT',
  'TAKE_PROFIT_LIMIT',
]

export interface NewOrder {
  /** Binance's symbol, `BTCUSDT`. */
  readonly symbol: string
  readonly side: OrderSide
  readonly type: OrderType
  readonly timeInForce: TimeInForce
  /** Zero for a market order. */
  readonly price: Decimal
  /** The quantity in base. */
  readonly quantity: Decimal
  /** The price that triggers a STOP_LOSS_LIMIT or TAKE_PROFIT_LIMIT. */
  readonly stopPrice?: Decimal | undefined
  readonly icebergQuantity?: Decimal | undefined
  readonly clientOrderId: string
}

/** The amount that is locked for an order, or for the two orders of a pair together. */
export interface OrderLock {
  readonly asset: string
  amount: Decimal
}

/** An order in the engine; only the engine changes it. */
export interface SimulatedOrder extends NewOrder {
  readonly id: number
  /** The id of its order list; -1 where it has none. */
  readonly listId: number
  /** Its limit price in ticks: Infinity or 0 for a market order. */
  readonly tick: number
  readonly stopTick: number | undefined
  readonly time: number
  readonly lock: OrderLock
  /** The price by which its lock was computed. */
  readonly lockPrice: Decimal
  /** The other order of a pair: a fill or a trigger of one ends the other. */
  sibling: SimulatedOrder | undefined
  /** The time at which it entered the book; undefined while it waits for its stop price. */
  workingTime: number | undefined
  filled: Decimal
  cost: Decimal
  status: SimulatedOrderStatus
  updateTime: number
}

/** Two orders of which at most one is filled. */
export interface OcoPair {
  readonly id: number
  readonly symbol: string
  readonly clientListId: string
  readonly time: number
  readonly orders: readonly [SimulatedOrder, SimulatedOrder]
}

export interface SimulatedTrade {
  readonly id: number
  readonly orderId: number
  readonly listId: number
  readonly symbol: string
  readonly side: OrderSide
  readonly price: Decimal
  readonly quantity: Decimal
  readonly fee: Decimal
  readonly feeAsset: string
  readonly maker: boolean
  readonly time: number
}

export function isOpen(order: SimulatedOrder): boolean {
  return order.status === 'NEW' || order.status === 'PARTIALLY_FILLED'
}

export function isStop(order: Pick<NewOrder, 'type'>): boolean {
  return order.type === 'STOP_LOSS_LIMIT' || order.type === 'TAKE_PROFIT_LIMIT'
}

/** Whether an order waits for the price to fall to its stop price, not to rise to it. */
export function triggersOnFall(order: Pick<NewOrder, 'type' | 'side'>): boolean {
  return (order.type === 'STOP_LOSS_LIMIT') === (order.side === 'SELL')
}

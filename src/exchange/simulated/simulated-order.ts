import type { Decimal } from '../../core/decimal.js'

export type OrderSide = 'BUY' | 'SELL'
export type SimulatedOrderStatus = 'NEW' | 'PARTIALLY_FILLED' | 'FILLED' | 'CANCELED'

export interface NewOrder {
  /** Binance's symbol, `BTCUSDT`. */
  readonly symbol: string
  readonly side: OrderSide
  readonly price: Decimal
  readonly quantity: Decimal
  readonly icebergQuantity: Decimal | undefined
  readonly clientOrderId: string
}

/** An order in the engine; the engine alone changes it. */
export interface SimulatedOrder extends NewOrder {
  readonly id: number
  readonly tick: number
  readonly time: number
  filled: Decimal
  cost: Decimal
  status: SimulatedOrderStatus
  updated: number
}

export interface SimulatedTrade {
  readonly id: number
  readonly orderId: number
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

import { isMultipleOf, type Decimal } from '../../core/decimal.js'
import { faults } from './binance-fault.js'
import { ASSET_DIGITS } from './plain-digits.js'
import type { NewOrder } from './simulated-order.js'
import type { SymbolFilters } from './symbol-filters.js'

/** Throws the refusal of the first filter that the order fails, in Binance's order of checks. */
export function checkOrder(order: NewOrder, filters: SymbolFilters, openOrders: number): void {
  checkPrecision(order)
  if (!isMultipleOf(order.price, filters.tickSize) || outside(order.price, filters.minPrice, filters.maxPrice)) {
    throw faults.filter('PRICE_FILTER')
  }
  checkLot(order.quantity, filters)
  const notional = order.price.times(order.quantity)
  if (outside(notional, filters.minNotional, filters.maxNotional)) throw faults.filter('NOTIONAL')
  checkIceberg(order, filters)
  if (openOrders >= filters.maxOrders) throw faults.filter('MAX_NUM_ORDERS')
}

function checkPrecision(order: NewOrder): void {
  if (order.price.decimalPlaces() > ASSET_DIGITS) throw faults.tooPrecise('price')
  if (order.quantity.decimalPlaces() > ASSET_DIGITS) throw faults.tooPrecise('quantity')
  if ((order.icebergQuantity?.decimalPlaces() ?? 0) > ASSET_DIGITS) throw faults.tooPrecise('icebergQty')
}

function checkLot(quantity: Decimal, filters: SymbolFilters): void {
  if (!isMultipleOf(quantity, filters.stepSize) || outside(quantity, filters.minQuantity, filters.maxQuantity)) {
    throw faults.filter('LOT_SIZE')
  }
}

function checkIceberg({ quantity, icebergQuantity }: NewOrder, filters: SymbolFilters): void {
  if (!icebergQuantity || icebergQuantity.eq(0)) return
  checkLot(icebergQuantity, filters)
  if (quantity.div(icebergQuantity).ceil().gt(filters.icebergParts)) throw faults.filter('ICEBERG_PARTS')
}

function outside(value: Decimal, least: Decimal, most: Decimal): boolean {
  return value.lt(least) || value.gt(most)
}

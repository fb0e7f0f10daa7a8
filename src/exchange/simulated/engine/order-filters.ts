import { isMultipleOf, type Decimal } from '../../../core/decimal.js'
import { ASSET_PRECISION } from './decimal-format.js'
import { EngineError } from './engine-error.js'
import type { SimulatedMarket } from './simulated-market.js'
import { isStop, type NewOrder } from './simulated-order.js'
import type { SymbolFilters } from './symbol-filters.js'
import { computeAveragePrice } from './ticker.js'

/**
 * Throws EngineError for the first filter that the order fails, in Binance's order of checks. `price` is the highest
 * price that the order may cost; `count` orders are placed together.
 */
export function checkOrderFilters(order: NewOrder, market: SimulatedMarket, price: Decimal, count: number): void {
  const { filters } = market
  checkPrecision(order)
  if (order.type !== 'MARKET') {
    checkPrice(order.price, filters)
    if (order.stopPrice) checkPrice(order.stopPrice, filters)
    checkPercent(order, market)
  }
  checkLot(order.quantity, filters)
  const notional = price.times(order.quantity)
  const max = order.type === 'MARKET' ? notional : filters.maxNotional
  if (isOutside(notional, filters.minNotional, max)) throw new EngineError('filter', 'NOTIONAL')
  checkIceberg(order, filters)
  if (market.restingOrders.length + market.stopOrders.length + count > filters.maxOrders)
    throw new EngineError('filter', 'MAX_NUM_ORDERS')
  if (isStop(order) && market.stopOrders.length >= filters.maxAlgoOrders)
    throw new EngineError('filter', 'MAX_NUM_ALGO_ORDERS')
}

function checkPrecision(order: NewOrder): void {
  const given = {
    price: order.price,
    quantity: order.quantity,
    stopPrice: order.stopPrice,
    icebergQty: order.icebergQuantity,
  }
  for (const [name, value] of Object.entries(given)) {
    if ((value?.decimalPlaces() ?? 0) > ASSET_PRECISION) throw new EngineError('too-precise', name)
  }
}

function checkPrice(price: Decimal, filters: SymbolFilters): void {
  if (!isMultipleOf(price, filters.tickSize) || isOutside(price, filters.minPrice, filters.maxPrice)) {
    throw new EngineError('filter', 'PRICE_FILTER')
  }
}

/** A limit price must not be too far from the average price of the last minutes. */
function checkPercent({ side, price }: NewOrder, market: SimulatedMarket): void {
  const { filters } = market
  const average = computeAveragePrice(market, market.now)
  const [down, up] =
    side === 'BUY'
      ? [filters.bidMultiplierDown, filters.bidMultiplierUp]
      : [filters.askMultiplierDown, filters.askMultiplierUp]
  if (isOutside(price, average.times(down), average.times(up))) throw new EngineError('filter', 'PERCENT_PRICE_BY_SIDE')
}

function checkLot(quantity: Decimal, filters: SymbolFilters): void {
  if (!isMultipleOf(quantity, filters.stepSize) || isOutside(quantity, filters.minQuantity, filters.maxQuantity)) {
    throw new EngineError('filter', 'LOT_SIZE')
  }
}

function checkIceberg({ quantity, icebergQuantity }: NewOrder, filters: SymbolFilters): void {
  if (!icebergQuantity || icebergQuantity.eq(0)) return
  checkLot(icebergQuantity, filters)
  if (quantity.div(icebergQuantity).ceil().gt(filters.icebergParts)) throw new EngineError('filter', 'ICEBERG_PARTS')
}

function isOutside(value: Decimal, min: Decimal, max: Decimal): boolean {
  return value.lt(min) || value.gt(max)
}

import { ZERO } from '../../../core/decimal.js'
import { ASSET_PRECISION } from '../engine/decimal-format.js'
import type { AssetBalance } from '../engine/simulated-account.js'
import type { SimulatedMarket } from '../engine/simulated-market.js'
import { ORDER_TYPES, type SimulatedOrder, type SimulatedTrade } from '../engine/simulated-order.js'
import { AVERAGE_PRICE_MINUTES } from '../engine/ticker.js'

type Json = Record<string, unknown>

/** Formats an order that was requested or listed. */
export function formatOrder(order: SimulatedOrder): Json {
  return {
    ...orderCore(order),
    stopPrice: (order.stopPrice ?? ZERO).toFixed(ASSET_PRECISION),
    icebergQty: (order.icebergQuantity ?? ZERO).toFixed(ASSET_PRECISION),
    time: order.time,
    updateTime: order.updateTime,
    isWorking: order.workingTime !== undefined,
    workingTime: order.workingTime ?? -1,
  }
}

/** Formats the response to a new order with its fills so far. */
export function formatPlacedOrder(order: SimulatedOrder, fills: readonly SimulatedTrade[]): Json {
  return {
    ...orderCore(order),
    transactTime: order.time,
    workingTime: order.workingTime ?? -1,
    fills: fills.map((trade) => ({
      price: trade.price.toFixed(ASSET_PRECISION),
      qty: trade.quantity.toFixed(ASSET_PRECISION),
      commission: trade.fee.toFixed(ASSET_PRECISION),
      commissionAsset: trade.feeAsset,
      tradeId: trade.id,
    })),
  }
}

/** Formats the response to a cancellation: the client order id is in `origClientOrderId`. */
export function formatCancelledOrder(order: SimulatedOrder, cancelId: string): Json {
  return {
    ...orderCore(order),
    origClientOrderId: order.clientOrderId,
    clientOrderId: cancelId,
    transactTime: order.updateTime,
  }
}

/** Formats an order in the response to an order list. */
export function formatOrderReport(order: SimulatedOrder): Json {
  return {
    ...orderCore(order),
    transactTime: order.updateTime,
    stopPrice: (order.stopPrice ?? ZERO).toFixed(ASSET_PRECISION),
  }
}

function orderCore(order: SimulatedOrder): Json {
  return {
    symbol: order.symbol,
    orderId: order.id,
    orderListId: order.listId,
    clientOrderId: order.clientOrderId,
    price: order.price.toFixed(ASSET_PRECISION),
    origQty: order.quantity.toFixed(ASSET_PRECISION),
    executedQty: order.filled.toFixed(ASSET_PRECISION),
    origQuoteOrderQty: '0.00000000',
    cummulativeQuoteQty: order.cost.toFixed(ASSET_PRECISION),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    selfTradePreventionMode: 'NONE',
  }
}

export function formatTrade(trade: SimulatedTrade): Json {
  return {
    symbol: trade.symbol,
    id: trade.id,
    orderId: trade.orderId,
    orderListId: trade.listId,
    price: trade.price.toFixed(ASSET_PRECISION),
    qty: trade.quantity.toFixed(ASSET_PRECISION),
    quoteQty: trade.price.times(trade.quantity).toFixed(ASSET_PRECISION),
    commission: trade.fee.toFixed(ASSET_PRECISION),
    commissionAsset: trade.feeAsset,
    time: trade.time,
    isBuyer: trade.side === 'BUY',
    isMaker: trade.maker,
    isBestMatch: true,
  }
}

export function formatBalance([asset, balance]: readonly [string, AssetBalance]): Json {
  return { asset, free: balance.free.toFixed(ASSET_PRECISION), locked: balance.locked.toFixed(ASSET_PRECISION) }
}

/** Formats one entry of `symbols` in exchangeInfo. */
export function formatSymbol(market: SimulatedMarket, now: number): Json {
  return {
    symbol: market.symbol,
    status: now < market.closing.tradingEnd ? 'TRADING' : 'BREAK',
    baseAsset: market.base,
    baseAssetPrecision: ASSET_PRECISION,
    quoteAsset: market.quote,
    quotePrecision: ASSET_PRECISION,
    quoteAssetPrecision: ASSET_PRECISION,
    baseCommissionPrecision: ASSET_PRECISION,
    quoteCommissionPrecision: ASSET_PRECISION,
    orderTypes: ORDER_TYPES,
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: formatFilters(market),
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'NONE',
    allowedSelfTradePreventionModes: ['NONE'],
  }
}

function formatFilters({ filters }: SimulatedMarket): Json[] {
  return [
    {
      filterType: 'PRICE_FILTER',
      minPrice: filters.minPrice.toFixed(ASSET_PRECISION),
      maxPrice: filters.maxPrice.toFixed(ASSET_PRECISION),
      tickSize: filters.tickSize.toFixed(ASSET_PRECISION),
    },
    {
      filterType: 'LOT_SIZE',
      minQty: filters.minQuantity.toFixed(ASSET_PRECISION),
      maxQty: filters.maxQuantity.toFixed(ASSET_PRECISION),
      stepSize: filters.stepSize.toFixed(ASSET_PRECISION),
    },
    { filterType: 'ICEBERG_PARTS', limit: filters.icebergParts },
    {
      filterType: 'NOTIONAL',
      minNotional: filters.minNotional.toFixed(ASSET_PRECISION),
      applyMinToMarket: true,
      maxNotional: filters.maxNotional.toFixed(ASSET_PRECISION),
      applyMaxToMarket: false,
      avgPriceMins: AVERAGE_PRICE_MINUTES,
    },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: filters.bidMultiplierUp.toFixed(),
      bidMultiplierDown: filters.bidMultiplierDown.toFixed(),
      askMultiplierUp: filters.askMultiplierUp.toFixed(),
      askMultiplierDown: filters.askMultiplierDown.toFixed(),
      avgPriceMins: AVERAGE_PRICE_MINUTES,
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: filters.maxOrders },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: filters.maxAlgoOrders },
  ]
}

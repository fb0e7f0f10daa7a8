import { ZERO } from '../../../core/decimal.js'
import type { AssetBalance } from '../engine/account.js'
import { ASSET_DIGITS } from '../engine/decimal-format.js'
import type { SimulatedMarket } from '../engine/simulated-market.js'
import { ORDER_TYPES, type SimulatedOrder, type SimulatedTrade } from '../engine/simulated-order.js'
import { AVERAGE_MINUTES } from '../engine/ticker.js'

type Json = Record<string, unknown>

/** An order as Binance tells it on request. */
export function orderJson(order: SimulatedOrder): Json {
  return {
    ...orderCore(order),
    stopPrice: (order.stopPrice ?? ZERO).toFixed(ASSET_DIGITS),
    icebergQty: (order.icebergQuantity ?? ZERO).toFixed(ASSET_DIGITS),
    time: order.time,
    updateTime: order.updated,
    isWorking: order.workingTime !== undefined,
    workingTime: order.workingTime ?? -1,
  }
}

/** The answer to a new order: with its fills so far. */
export function placedJson(order: SimulatedOrder, fills: readonly SimulatedTrade[]): Json {
  return {
    ...orderCore(order),
    transactTime: order.time,
    workingTime: order.workingTime ?? -1,
    fills: fills.map((trade) => ({
      price: trade.price.toFixed(ASSET_DIGITS),
      qty: trade.quantity.toFixed(ASSET_DIGITS),
      commission: trade.fee.toFixed(ASSET_DIGITS),
      commissionAsset: trade.feeAsset,
      tradeId: trade.id,
    })),
  }
}

/** The answer to a cancellation: the client's id of the order stands in `origClientOrderId`. */
export function cancelledJson(order: SimulatedOrder, cancelId: string): Json {
  return {
    ...orderCore(order),
    origClientOrderId: order.clientOrderId,
    clientOrderId: cancelId,
    transactTime: order.updated,
  }
}

/** An order as it stands in the answer to a list of orders. */
export function orderReportJson(order: SimulatedOrder): Json {
  return {
    ...orderCore(order),
    transactTime: order.updated,
    stopPrice: (order.stopPrice ?? ZERO).toFixed(ASSET_DIGITS),
  }
}

function orderCore(order: SimulatedOrder): Json {
  return {
    symbol: order.symbol,
    orderId: order.id,
    orderListId: order.listId,
    clientOrderId: order.clientOrderId,
    price: order.price.toFixed(ASSET_DIGITS),
    origQty: order.quantity.toFixed(ASSET_DIGITS),
    executedQty: order.filled.toFixed(ASSET_DIGITS),
    origQuoteOrderQty: '0.00000000',
    cummulativeQuoteQty: order.cost.toFixed(ASSET_DIGITS),
    status: order.status,
    timeInForce: order.timeInForce,
    type: order.type,
    side: order.side,
    selfTradePreventionMode: 'NONE',
  }
}

export function tradeJson(trade: SimulatedTrade): Json {
  return {
    symbol: trade.symbol,
    id: trade.id,
    orderId: trade.orderId,
    orderListId: trade.listId,
    price: trade.price.toFixed(ASSET_DIGITS),
    qty: trade.quantity.toFixed(ASSET_DIGITS),
    quoteQty: trade.price.times(trade.quantity).toFixed(ASSET_DIGITS),
    commission: trade.fee.toFixed(ASSET_DIGITS),
    commissionAsset: trade.feeAsset,
    time: trade.time,
    isBuyer: trade.side === 'BUY',
    isMaker: trade.maker,
    isBestMatch: true,
  }
}

export function balanceJson([asset, balance]: readonly [string, AssetBalance]): Json {
  return { asset, free: balance.free.toFixed(ASSET_DIGITS), locked: balance.locked.toFixed(ASSET_DIGITS) }
}

/** One entry of `symbols` in exchangeInfo. */
export function symbolJson(market: SimulatedMarket, now: number): Json {
  return {
    symbol: market.symbol,
    status: now < market.closing.closes ? 'TRADING' : 'BREAK',
    baseAsset: market.base,
    baseAssetPrecision: ASSET_DIGITS,
    quoteAsset: market.quote,
    quotePrecision: ASSET_DIGITS,
    quoteAssetPrecision: ASSET_DIGITS,
    baseCommissionPrecision: ASSET_DIGITS,
    quoteCommissionPrecision: ASSET_DIGITS,
    orderTypes: ORDER_TYPES,
    icebergAllowed: true,
    ocoAllowed: true,
    otoAllowed: false,
    quoteOrderQtyMarketAllowed: true,
    allowTrailingStop: false,
    cancelReplaceAllowed: false,
    isSpotTradingAllowed: true,
    isMarginTradingAllowed: false,
    filters: filtersJson(market),
    permissions: [],
    permissionSets: [['SPOT']],
    defaultSelfTradePreventionMode: 'NONE',
    allowedSelfTradePreventionModes: ['NONE'],
  }
}

function filtersJson({ filters }: SimulatedMarket): Json[] {
  return [
    {
      filterType: 'PRICE_FILTER',
      minPrice: filters.minPrice.toFixed(ASSET_DIGITS),
      maxPrice: filters.maxPrice.toFixed(ASSET_DIGITS),
      tickSize: filters.tickSize.toFixed(ASSET_DIGITS),
    },
    {
      filterType: 'LOT_SIZE',
      minQty: filters.minQuantity.toFixed(ASSET_DIGITS),
      maxQty: filters.maxQuantity.toFixed(ASSET_DIGITS),
      stepSize: filters.stepSize.toFixed(ASSET_DIGITS),
    },
    { filterType: 'ICEBERG_PARTS', limit: filters.icebergParts },
    {
      filterType: 'NOTIONAL',
      minNotional: filters.minNotional.toFixed(ASSET_DIGITS),
      applyMinToMarket: true,
      maxNotional: filters.maxNotional.toFixed(ASSET_DIGITS),
      applyMaxToMarket: false,
      avgPriceMins: AVERAGE_MINUTES,
    },
    {
      filterType: 'PERCENT_PRICE_BY_SIDE',
      bidMultiplierUp: filters.bidMultiplierUp.toFixed(),
      bidMultiplierDown: filters.bidMultiplierDown.toFixed(),
      askMultiplierUp: filters.askMultiplierUp.toFixed(),
      askMultiplierDown: filters.askMultiplierDown.toFixed(),
      avgPriceMins: AVERAGE_MINUTES,
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: filters.maxOrders },
    { filterType: 'MAX_NUM_ALGO_ORDERS', maxNumAlgoOrders: filters.maxAlgoOrders },
  ]
}

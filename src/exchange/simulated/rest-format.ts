import type { AssetBalance } from './account.js'
import { ASSET_DIGITS } from './plain-digits.js'
import type { SimulatedMarket } from './simulated-market.js'
import type { SimulatedOrder, SimulatedTrade } from './simulated-order.js'

type Json = Record<string, unknown>

/** An order as Binance tells it on request. */
export function orderJson(order: SimulatedOrder): Json {
  return {
    ...orderCore(order),
    stopPrice: '0.00000000',
    icebergQty: (order.icebergQuantity ?? order.filled.times(0)).toFixed(ASSET_DIGITS),
    time: order.time,
    updateTime: order.updated,
    isWorking: true,
    workingTime: order.time,
  }
}

/** The answer to a new order: with its fills so far. */
export function placedJson(order: SimulatedOrder, fills: readonly SimulatedTrade[]): Json {
  return {
    ...orderCore(order),
    transactTime: order.time,
    workingTime: order.time,
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

function orderCore(order: SimulatedOrder): Json {
  return {
    symbol: order.symbol,
    orderId: order.id,
    orderListId: -1,
    clientOrderId: order.clientOrderId,
    price: order.price.toFixed(ASSET_DIGITS),
    origQty: order.quantity.toFixed(ASSET_DIGITS),
    executedQty: order.filled.toFixed(ASSET_DIGITS),
    origQuoteOrderQty: '0.00000000',
    cummulativeQuoteQty: order.cost.toFixed(ASSET_DIGITS),
    status: order.status,
    timeInForce: 'GTC',
    type: 'LIMIT',
    side: order.side,
    selfTradePreventionMode: 'NONE',
  }
}

export function tradeJson(trade: SimulatedTrade): Json {
  return {
    symbol: trade.symbol,
    id: trade.id,
    orderId: trade.orderId,
    orderListId: -1,
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
    orderTypes: ['LIMIT'],
    icebergAllowed: true,
    ocoAllowed: false,
    otoAllowed: false,
    quoteOrderQtyMarketAllowed: false,
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
      avgPriceMins: 5,
    },
    { filterType: 'MAX_NUM_ORDERS', maxNumOrders: filters.maxOrders },
  ]
}

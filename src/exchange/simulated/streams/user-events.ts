import { ZERO } from '../../../core/decimal.js'
import { ASSET_PRECISION } from '../engine/decimal-format.js'
import type { OrderEvent } from '../engine/fill-rules.js'
import type { SimulatedAccount } from '../engine/simulated-account.js'

type Json = Record<string, unknown>

/**
 * Formats the user data events of one engine event: the report of the order, and the balances that it may have changed.
 */
export function formatUserEvents(event: OrderEvent, account: SimulatedAccount): Json[] {
  const { base, quote } = event.market
  const assets = new Set([base, quote, ...(event.trade ? [event.trade.feeAsset] : [])])
  const balances = account.balances()
  const position = {
    e: 'outboundAccountPosition',
    E: event.time,
    u: event.time,
    B: [...assets].map((asset) => ({
      a: asset,
      f: (balances.get(asset)?.free ?? ZERO).toFixed(ASSET_PRECISION),
      l: (balances.get(asset)?.locked ?? ZERO).toFixed(ASSET_PRECISION),
    })),
  }
  return [executionReport(event), position]
}

/**
 * Binance's short names are x for the execution, X for the order's state, i for its id, z for the filled quantity, Z
 * for the cost, and l, L, Y for the last fill.
 */
function executionReport({ execution, order, time, trade }: OrderEvent): Json {
  const cancelled = execution === 'CANCELED'
  return {
    e: 'executionReport',
    E: time,
    s: order.symbol,
    c: cancelled ? `cancel-${order.id}` : order.clientOrderId,
    S: order.side,
    o: order.type,
    f: order.timeInForce,
    q: order.quantity.toFixed(ASSET_PRECISION),
    p: order.price.toFixed(ASSET_PRECISION),
    P: (order.stopPrice ?? ZERO).toFixed(ASSET_PRECISION),
    F: (order.icebergQuantity ?? ZERO).toFixed(ASSET_PRECISION),
    g: order.listId,
    C: cancelled ? order.clientOrderId : '',
    x: execution,
    X: order.status,
    r: 'NONE',
    i: order.id,
    l: (trade?.quantity ?? ZERO).toFixed(ASSET_PRECISION),
    z: order.filled.toFixed(ASSET_PRECISION),
    L: (trade?.price ?? ZERO).toFixed(ASSET_PRECISION),
    n: (trade?.fee ?? ZERO).toFixed(ASSET_PRECISION),
    N: trade?.feeAsset ?? null,
    T: time,
    t: trade?.id ?? -1,
    w: order.workingTime !== undefined,
    m: trade?.maker ?? false,
    O: order.time,
    Z: order.cost.toFixed(ASSET_PRECISION),
    Y: (trade ? trade.price.times(trade.quantity) : ZERO).toFixed(ASSET_PRECISION),
    Q: '0.00000000',
  }
}

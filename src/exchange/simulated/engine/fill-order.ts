import { Decimal, ZERO } from '../../../core/decimal.js'
import { ASSET_PRECISION } from './decimal-format.js'
import type { FillRules } from './fill-rules.js'
import { volumeBudgetAt, type SimulatedMarket } from './simulated-market.js'
import { isOpen, type SimulatedOrder, type SimulatedTrade } from './simulated-order.js'

/** The price, time and role of a fill. */
interface Fill {
  readonly price: Decimal
  readonly time: number
  readonly maker: boolean
}

/**
 * Fills as much of the order as the volume budget of the candle allows, and ends the sibling of the order; without a
 * budget nothing is filled.
 */
export function fillOrder(order: SimulatedOrder, market: SimulatedMarket, fill: Fill, rules: FillRules): void {
  const budget = volumeBudgetAt(market, market.now, rules.volumeShare)
  const quantity = fillable(order, market, Decimal.min(budget, order.quantity.minus(order.filled)), fill.time, rules)
  if (!quantity.gt(0)) return
  const { sibling } = order
  if (sibling && isOpen(sibling)) endOrder(sibling, market, 'EXPIRED', fill.time, rules)
  const cost = quantity.times(fill.price)
  settle(order, quantity, cost, rules)
  const charged = receive(order, market, { ...fill, quantity, cost }, rules)
  market.volumeBudget = { row: market.volumeBudget.row, left: budget.minus(quantity) }
  order.filled = order.filled.plus(quantity)
  order.cost = order.cost.plus(cost)
  order.status = order.filled.eq(order.quantity) ? 'FILLED' : 'PARTIALLY_FILLED'
  order.updateTime = fill.time
  const trade: SimulatedTrade = {
    id: (rules.idOffset ?? 0) + market.trades.length + 1,
    orderId: order.id,
    listId: order.listId,
    symbol: market.symbol,
    side: order.side,
    price: fill.price,
    quantity,
    ...charged,
    maker: fill.maker,
    time: fill.time,
  }
  market.trades.push(trade)
  rules.report?.({ execution: 'TRADE', order, market, time: fill.time, trade })
}

/** Returns the quantity that is filled, at most `limit`; an order with FOK is never filled in part. */
function fillable(
  order: SimulatedOrder,
  market: SimulatedMarket,
  limit: Decimal,
  time: number,
  rules: FillRules,
): Decimal {
  if (!limit.gt(0) || !rules.limitFill || order.timeInForce === 'FOK') return limit
  const { stepSize } = market.filters
  return rules.limitFill({ order, quantity: limit, stepSize, row: market.volumeBudget.row, time })
}

/** Spends the amount that was locked for `quantity`, and releases what the rest does not need. */
function settle(order: SimulatedOrder, quantity: Decimal, cost: Decimal, { account }: FillRules): void {
  const { lock } = order
  const buy = order.side === 'BUY'
  const spent = buy ? cost : quantity
  const left = order.quantity.minus(order.filled).minus(quantity)
  const remaining = buy ? left.times(order.lockPrice) : left
  account.spendLocked(lock.asset, spent)
  account.release(lock.asset, lock.amount.minus(spent).minus(remaining))
  lock.amount = remaining
}

/**
 * Credits the proceeds of a fill, less the fee: in the fee coin where the account has enough of it, else in the
 * received asset.
 */
function receive(
  order: SimulatedOrder,
  market: SimulatedMarket,
  fill: Fill & { readonly quantity: Decimal; readonly cost: Decimal },
  { account, makerFee, takerFee, feeCoin }: FillRules,
): { fee: Decimal; feeAsset: string } {
  const buy = order.side === 'BUY'
  const [asset, amount] = buy ? [market.base, fill.quantity] : [market.quote, fill.cost]
  const rate = fill.maker ? makerFee : takerFee
  const coinPrice = feeCoin?.price(market.quote, fill.time)
  if (feeCoin && coinPrice?.gt(0) === true) {
    const fee = fill.cost.times(rate).times(new Decimal(1).minus(feeCoin.discount)).div(coinPrice)
    const rounded = fee.toDecimalPlaces(ASSET_PRECISION)
    if (account.payFee(feeCoin.asset, rounded)) {
      account.credit(asset, amount, ZERO)
      return { fee: rounded, feeAsset: feeCoin.asset }
    }
  }
  const fee = amount.times(rate).toDecimalPlaces(ASSET_PRECISION)
  account.credit(asset, amount, fee)
  return { fee, feeAsset: asset }
}

/** Takes an open order off the market. Its locked amount is released, except what its open sibling needs. */
export function endOrder(
  order: SimulatedOrder,
  market: SimulatedMarket,
  status: 'CANCELED' | 'EXPIRED',
  time: number,
  { account, report }: FillRules,
): void {
  market.restingOrders = market.restingOrders.filter((other) => other !== order)
  market.stopOrders = market.stopOrders.filter((other) => other !== order)
  order.status = status
  order.updateTime = time
  const needed = order.sibling && isOpen(order.sibling) ? neededBy(order.sibling) : ZERO
  account.release(order.lock.asset, order.lock.amount.minus(needed))
  order.lock.amount = needed
  report?.({ execution: status, order, market, time })
}

/** Returns the amount that must stay locked for the rest of an order. */
function neededBy(order: SimulatedOrder): Decimal {
  const left = order.quantity.minus(order.filled)
  return order.side === 'BUY' ? left.times(order.lockPrice) : left
}

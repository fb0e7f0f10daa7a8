import { ZERO, least, type Decimal } from '../../core/decimal.js'
import type { SimulatedAccount } from './account.js'
import { ASSET_DIGITS } from './plain-digits.js'
import type { FillSeen } from './scenarios/scenario.js'
import { budgetAt, type SimulatedMarket } from './simulated-market.js'
import type { SimulatedOrder } from './simulated-order.js'

/** What every fill is made by. */
export interface FillRules {
  readonly account: SimulatedAccount
  readonly makerFee: Decimal
  readonly takerFee: Decimal
  /** The most of a candle's volume that this account's fills may take. */
  readonly volumeShare: Decimal
  /** May lower what is filled. */
  readonly limitFill?: (fill: FillSeen) => Decimal
}

/** Fills as much of the order as the candle's budget allows; nothing where that is used up. */
export function fillOrder(
  order: SimulatedOrder,
  market: SimulatedMarket,
  price: Decimal,
  time: number,
  maker: boolean,
  rules: FillRules,
): void {
  const budget = budgetAt(market, market.now, rules.volumeShare)
  const most = least(budget, order.quantity.minus(order.filled))
  const { row } = market.budget
  const { stepSize } = market.filters
  const quantity = most.gt(0) ? (rules.limitFill?.({ order, quantity: most, stepSize, row, time }) ?? most) : ZERO
  if (!quantity.gt(0)) return
  const cost = quantity.times(price)
  const rate = maker ? rules.makerFee : rules.takerFee
  const buy = order.side === 'BUY'
  const received = buy ? quantity : cost
  const fee = received.times(rate).toDecimalPlaces(ASSET_DIGITS)
  settle(order, market, quantity, cost, rules.account)
  rules.account.receive(buy ? market.base : market.quote, received, fee)
  market.budget = { row: market.budget.row, left: budget.minus(quantity) }
  order.filled = order.filled.plus(quantity)
  order.cost = order.cost.plus(cost)
  order.status = order.filled.eq(order.quantity) ? 'FILLED' : 'PARTIALLY_FILLED'
  order.updated = time
  market.trades.push({
    id: market.trades.length + 1,
    orderId: order.id,
    symbol: market.symbol,
    side: order.side,
    price,
    quantity,
    fee,
    feeAsset: buy ? market.base : market.quote,
    maker,
    time,
  })
}

/** Takes what was locked for `quantity`; a buy below its limit gives the difference back. */
function settle(
  order: SimulatedOrder,
  market: SimulatedMarket,
  quantity: Decimal,
  cost: Decimal,
  account: SimulatedAccount,
): void {
  if (order.side === 'SELL') {
    account.spendLocked(market.base, quantity)
    return
  }
  account.release(market.quote, quantity.times(order.price).minus(cost))
  account.spendLocked(market.quote, cost)
}

import type { Decimal } from '../../../core/decimal.js'
import type { SimulatedAccount } from './account.js'
import type { FillSeen } from '../scenarios/scenario.js'
import type { SimulatedMarket } from './simulated-market.js'
import type { SimulatedOrder, SimulatedTrade } from './simulated-order.js'

/** What every fill is made by. */
export interface FillRules {
  readonly account: SimulatedAccount
  readonly makerFee: Decimal
  readonly takerFee: Decimal
  /** The most of a candle's volume that this account's fills may take. */
  readonly volumeShare: Decimal
  /** Ticks from the last price to the best bid, and to the best ask. */
  readonly spreadTicks: number
  /** The coin that fees are taken from as long as the account has enough of it. */
  readonly feeCoin?: FeeCoin | undefined
  /** May lower what is filled. */
  readonly limitFill?: (fill: FillSeen) => Decimal
  /** Told of everything that happens to an order, at once: orders go on changing. */
  readonly report?: (event: OrderEvent) => void
}

export interface FeeCoin {
  readonly asset: string
  /** Share of the fee that is waived, 0 … 1. */
  readonly discount: Decimal
  /** What one coin is worth in `quote`; undefined where no market tells. */
  readonly price: (quote: string, time: number) => Decimal | undefined
}

export interface OrderEvent {
  readonly execution: 'NEW' | 'TRADE' | 'CANCELED' | 'EXPIRED'
  readonly order: SimulatedOrder
  readonly market: SimulatedMarket
  readonly time: number
  readonly trade?: SimulatedTrade
}

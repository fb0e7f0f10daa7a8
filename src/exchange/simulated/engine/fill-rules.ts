import { Decimal } from '../../../core/decimal.js'
import { UserError } from '../../../core/errors.js'
import type { SimulatedAccount } from './simulated-account.js'
import { type SimulatedMarket, priceAtTick } from './simulated-market.js'
import type { SimulatedOrder, SimulatedTrade } from './simulated-order.js'

/** The rules of every fill. */
export interface FillRules {
  readonly account: SimulatedAccount
  readonly makerFee: Decimal
  readonly takerFee: Decimal
  /** The largest share of a candle's volume that the fills of this account may take. */
  readonly volumeShare: Decimal
  /** Ticks from the last price to the best bid, and to the best ask. */
  readonly spreadTicks: number
  /** The coin that fees are taken from as long as the account has enough of it. */
  readonly feeCoin?: FeeCoin | undefined
  /** May lower the quantity of a fill. */
  readonly limitFill?: (fill: FillCandidate) => Decimal
  /** Is called at once with everything that happens to an order, because orders go on changing. */
  readonly report?: (event: OrderEvent) => void
  /** Ids of orders, order lists and fills begin after this number; by default with 1. */
  readonly idOffset?: number | undefined
}

/** A fill that is about to be made. */
export interface FillCandidate {
  readonly order: SimulatedOrder
  readonly quantity: Decimal
  readonly stepSize: Decimal
  /** Row of the candle that the fill is made in. */
  readonly row: number
  readonly time: number
}

/** The coin that fees are taken from. */
export interface FeeCoin {
  readonly asset: string
  /** The share of the fee that is waived, 0 … 1. */
  readonly discount: Decimal
  /** Returns the price of one coin in `quote`; undefined where no market has it. */
  readonly price: (quote: string, time: number) => Decimal | undefined
}

export interface OrderEvent {
  readonly execution: 'NEW' | 'TRADE' | 'CANCELED' | 'EXPIRED'
  readonly order: SimulatedOrder
  readonly market: SimulatedMarket
  readonly time: number
  readonly trade?: SimulatedTrade
}

/** Opens the fee coin, whose price comes from its own market. Throws UserError where there is none. */
export function openFeeCoin(
  { asset, discount }: { readonly asset: string; readonly discount: string },
  markets: readonly SimulatedMarket[],
): FeeCoin {
  if (!markets.some(({ base }) => base === asset)) {
    throw new UserError(
      `fees in ${asset} need a market of ${asset}, to value them; there are ${markets.map(({ symbol }) => symbol).join(', ')}`,
    )
  }
  return {
    asset,
    discount: new Decimal(discount),
    price: (quote, time) => {
      const market = markets.find((each) => each.base === asset && each.quote === quote)
      return market && priceAtTick(market, market.path.tickAt(time))
    },
  }
}

import { Decimal } from '../../../core/decimal.js'
import { UserError } from '../../../core/errors.js'
import type { FeeCoin } from './fill-rules.js'
import { priceOf, type SimulatedMarket } from './simulated-market.js'

/** A coin that fees are taken from, valued by its own market. Throws UserError where there is none. */
export function feeCoinOf(
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
      return market && priceOf(market, market.path.tickAt(time))
    },
  }
}

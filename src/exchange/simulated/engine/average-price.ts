import { Decimal } from '../../../core/decimal.js'
import { timeAt } from '../../../core/grid.js'
import { priceOf, type SimulatedMarket } from './simulated-market.js'

/** Minutes that the average is of. */
export const AVERAGE_MINUTES = 5

/** The closes of the last finished candles, weighted by their volumes; the last price where there was no trade. */
export function averagePrice(market: SimulatedMarket, now: number): Decimal {
  const { candles, path } = market
  const { grid } = candles
  const end = Math.min(grid.rows, Math.max(0, Math.floor((now - timeAt(grid, 0)) / grid.calendar.interval)))
  let [volume, cost] = [0, 0]
  for (let row = Math.max(0, end - AVERAGE_MINUTES); row < end; row++) {
    volume += candles.volume[row] ?? 0
    cost += (candles.volume[row] ?? 0) * (candles.close[row] ?? 0)
  }
  return volume > 0 ? new Decimal(cost / volume) : priceOf(market, path.tickAt(now))
}

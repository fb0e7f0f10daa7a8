import { seriesMarket } from '../../assessment/spreads/series-market.js'
import { SPREAD_REACH } from '../../assessment/spreads/trailing-spreads.js'
import { Decimal } from '../../core/decimal.js'
import { rangeOf, timeAt } from '../../core/grid.js'
import { MINUTE, intersect } from '../../core/time.js'
import { DEFAULT_FILLS } from '../../core/fill-rules.js'
import { realisticFills } from '../../exchange/simulated/engine/fill-model.js'
import type { BacktestVenue } from '../../trading/backtest/backtest-venue.js'
import { openMarketOrderVenue, type OrderMarket } from '../../trading/backtest/market-order-venue.js'
import { openMatchingVenue } from '../../trading/backtest/matching-venue.js'
import type { WorkspaceContext } from '../context.js'
import type { DataSources } from '../rows/data-sources.js'
import type { BacktestMarket, MarketBase } from './load-market.js'
import type { BacktestSettings } from './request.js'

/** Opens where the orders of a request go: the matching engine, or for market orders the fill model of assessments. */
export async function openVenue(
  { balance, orders, stake, impact }: BacktestSettings,
  { bases, range }: BacktestMarket,
  { workspace: { config } }: WorkspaceContext,
  sources: DataSources,
): Promise<BacktestVenue> {
  const takerFee = new Decimal(config.fees.taker)
  const account = { range, quote: config.quote, startQuote: new Decimal(balance), takerFee }
  if (orders === 'limit') {
    const candles = new Map(bases.map((base) => [base.symbol, base.candles]))
    return openMatchingVenue({ ...account, candles, makerFee: new Decimal(config.fees.maker) })
  }
  const markets = new Map<string, OrderMarket>()
  for (const base of bases) markets.set(base.symbol, await loadOrderMarket(base, sources))
  const model = realisticFills({ stake: stake === undefined ? DEFAULT_FILLS.stake : Number(stake), impact })
  return openMarketOrderVenue({ ...account, markets, model })
}

/** Spreads are estimated from candles before those that are traded, too. */
async function loadOrderMarket(
  { base, candles, stored }: MarketBase,
  { candles: store, quotes }: DataSources,
): Promise<OrderMarket> {
  const { grid } = candles
  const { from, to } = rangeOf(grid)
  const needed = intersect(stored, { from: from - SPREAD_REACH * MINUTE, to }) ?? { from, to }
  const time = Float64Array.from({ length: grid.rows }, (_, row) => timeAt(grid, row))
  const before = await store.read(base.market, needed)
  const { market } = seriesMarket({ base: base.name, time }, before, await quotes?.read(base.market, needed))
  return { candles, market }
}

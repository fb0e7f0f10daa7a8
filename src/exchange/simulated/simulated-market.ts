import type { Candles } from '../../core/candles.js'
import { Decimal, ZERO, floorTo } from '../../core/decimal.js'
import { UserError } from '../../core/errors.js'
import { pricePath, type PricePath } from './price-path.js'
import type { SimulatedOrder, SimulatedTrade } from './simulated-order.js'
import { checkFilters, defaultFilters, type SymbolFilters } from './symbol-filters.js'

/** One market of the simulated exchange with what rests in its book. */
export interface SimulatedMarket {
  /** Binance's symbol, `BTCUSDT`. */
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly candles: Candles
  readonly filters: SymbolFilters
  readonly path: PricePath
  /** Orders that rest, oldest first. */
  resting: SimulatedOrder[]
  readonly trades: SimulatedTrade[]
  /** How far its orders have been matched. */
  now: number
  /** What fills may still take of the candle in `row`. */
  budget: { readonly row: number; readonly left: Decimal }
}

/** `unified` is `BTC/USDT`. Throws UserError for another form and for filters that contradict each other. */
export function openMarket(
  unified: string,
  candles: Candles,
  now: number,
  overrides: Partial<SymbolFilters> = {},
): SimulatedMarket {
  const [, base, quote] = /^([A-Z0-9]+)\/([A-Z0-9]+)$/.exec(unified) ?? []
  if (base === undefined || quote === undefined)
    throw new UserError(`symbol ${unified}: expected BASE/QUOTE such as BTC/USDT`)
  const filters = { ...defaultFilters(candles), ...overrides }
  checkFilters(unified, filters)
  return {
    symbol: `${base}${quote}`,
    base,
    quote,
    candles,
    filters,
    path: pricePath(candles, filters.tickSize.toNumber()),
    resting: [],
    trades: [],
    now,
    budget: { row: -1, left: ZERO },
  }
}

/** What fills may take of the candle at `time`: the share of its volume, less what they took already. */
export function budgetAt(market: SimulatedMarket, time: number, share: Decimal): Decimal {
  const row = market.path.rowAt(time)
  if (row === undefined) return ZERO
  if (market.budget.row !== row) {
    const volume = new Decimal(market.candles.volume[row] ?? 0)
    market.budget = { row, left: floorTo(volume.times(share), market.filters.stepSize) }
  }
  return market.budget.left
}

/** Prices of the best bid and ask at `time`, in ticks: `spread` ticks apart from the last price on either side. */
export function bookAt(market: SimulatedMarket, time: number, spread: number): { bid: number; ask: number } {
  const last = market.path.tickAt(time)
  return { bid: Math.max(1, last - spread), ask: last + spread }
}

export function priceOf(market: SimulatedMarket, tick: number): Decimal {
  return market.filters.tickSize.times(tick)
}

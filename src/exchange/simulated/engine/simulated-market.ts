import { sliceCandles, type Candles } from '../../../core/candles.js'
import { Decimal, ZERO, floorTo } from '../../../core/decimal.js'
import { UserError } from '../../../core/errors.js'
import { timeAt } from '../../../core/grid.js'
import { pricePath, type PricePath } from './price-path.js'
import type { SimulatedOrder, SimulatedTrade } from './simulated-order.js'
import { checkFilters, defaultFilters, type SymbolFilters } from './symbol-filters.js'

/** When trade in a market ends, and when the market is taken off the list. */
export interface MarketClosing {
  readonly closes: number
  readonly gone: number
}

/** What may change a market before it opens. Both functions are given Binance's symbol. */
export interface MarketHooks {
  /** Candles to replay instead of these; their prices must be whole multiples of `tick`. */
  readonly candles?: (symbol: string, candles: Candles, tick: Decimal) => Candles
  /** Undefined for a market whose trade does not end. */
  readonly closing?: (symbol: string) => MarketClosing | undefined
}

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
  /** Orders that wait for their stop price, oldest first. */
  waiting: SimulatedOrder[]
  readonly trades: SimulatedTrade[]
  /** When trade in it ends, and when it is taken off the list: Infinity where neither happens. */
  readonly closing: MarketClosing
  /** How far its orders have been matched. */
  now: number
  /** What fills may still take of the candle in `row`. */
  budget: { readonly row: number; readonly left: Decimal }
}

/**
 * `unified` is `BTC/USDT`; `hooks` may change its candles and end its trade. Throws UserError for another form and for
 * filters that contradict each other.
 */
export function openMarket(
  unified: string,
  source: Candles,
  now: number,
  overrides: Partial<SymbolFilters> = {},
  hooks: readonly MarketHooks[] = [],
): SimulatedMarket {
  const [, base, quote] = /^([A-Z0-9]+)\/([A-Z0-9]+)$/.exec(unified) ?? []
  if (base === undefined || quote === undefined)
    throw new UserError(`symbol ${unified}: expected BASE/QUOTE such as BTC/USDT`)
  const symbol = `${base}${quote}`
  const filters = { ...defaultFilters(source), ...overrides }
  checkFilters(unified, filters)
  const changed = hooks.reduce((before, hook) => hook.candles?.(symbol, before, filters.tickSize) ?? before, source)
  const closings = hooks.flatMap((hook) => hook.closing?.(symbol) ?? [])
  const closing = closings[0] ?? { closes: Infinity, gone: Infinity }
  const candles = candlesUntil(changed, closing.closes)
  return {
    symbol,
    base,
    quote,
    candles,
    filters,
    path: pricePath(candles, filters.tickSize.toNumber()),
    resting: [],
    waiting: [],
    trades: [],
    closing,
    now,
    budget: { row: -1, left: ZERO },
  }
}

/** Those that open before `time`, at least one: after it nothing is traded. */
function candlesUntil(candles: Candles, time: number): Candles {
  const { grid } = candles
  const rows = Math.ceil((time - timeAt(grid, 0)) / grid.calendar.interval)
  return rows >= grid.rows ? candles : sliceCandles(candles, 0, Math.max(1, rows))
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

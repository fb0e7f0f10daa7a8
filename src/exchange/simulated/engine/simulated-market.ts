import { sliceCandles, type Candles } from '../../../core/candles.js'
import { Decimal, ZERO, floorTo } from '../../../core/decimal.js'
import { UserError } from '../../../core/errors.js'
import { timeAt } from '../../../core/grid.js'
import { createPricePath, type PricePath } from './price-path.js'
import type { SimulatedOrder, SimulatedTrade } from './simulated-order.js'
import { validateFilters, filtersFromCandles, type SymbolFilters } from './symbol-filters.js'

/** The end of trading in a market, and its delisting. */
export interface MarketClosing {
  readonly tradingEnd: number
  readonly delistedAt: number
}

/** Functions that may change a market before it opens. Both get Binance's symbol. */
export interface MarketHooks {
  /** Returns the candles to replay instead of these; their prices must be whole multiples of `tick`. */
  readonly candles?: (symbol: string, candles: Candles, tick: Decimal) => Candles
  /** Returns undefined for a market whose trading does not end. */
  readonly closing?: (symbol: string) => MarketClosing | undefined
}

/** One market of the simulated exchange with the orders in its book. */
export interface SimulatedMarket {
  /** Binance's symbol, `BTCUSDT`. */
  readonly symbol: string
  readonly base: string
  readonly quote: string
  readonly candles: Candles
  readonly filters: SymbolFilters
  readonly path: PricePath
  /** Resting orders, oldest first. */
  restingOrders: SimulatedOrder[]
  /** Orders that wait for their stop price, oldest first. */
  stopOrders: SimulatedOrder[]
  readonly trades: SimulatedTrade[]
  /** The end of trading and the delisting; both are Infinity where they do not happen. */
  readonly closing: MarketClosing
  /** The time up to which orders have been matched. */
  now: number
  /** The volume that fills may still take of the candle in `row`. */
  volumeBudget: { readonly row: number; readonly left: Decimal }
}

/**
 * Opens the market of the symbol `unified`, such as `BTC/USDT`; `hooks` may change its candles and end its trading.
 * Throws UserError for an invalid symbol and for filters that contradict each other.
 */
export function openSimulatedMarket(
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
  const filters = { ...filtersFromCandles(source), ...overrides }
  validateFilters(unified, filters)
  const changed = hooks.reduce((before, hook) => hook.candles?.(symbol, before, filters.tickSize) ?? before, source)
  const closings = hooks.flatMap((hook) => hook.closing?.(symbol) ?? [])
  const closing = closings[0] ?? { tradingEnd: Infinity, delistedAt: Infinity }
  const candles = candlesUntil(changed, closing.tradingEnd)
  return {
    symbol,
    base,
    quote,
    candles,
    filters,
    path: createPricePath(candles, filters.tickSize.toNumber()),
    restingOrders: [],
    stopOrders: [],
    trades: [],
    closing,
    now,
    volumeBudget: { row: -1, left: ZERO },
  }
}

/** Returns the candles that open before `time`, at least one: after it nothing is traded. */
function candlesUntil(candles: Candles, time: number): Candles {
  const { grid } = candles
  const rows = Math.ceil((time - timeAt(grid, 0)) / grid.calendar.interval)
  return rows >= grid.rows ? candles : sliceCandles(candles, 0, Math.max(1, rows))
}

/**
 * Returns the volume that fills may take of the candle at `time`: the share of its volume, less what they took already.
 */
export function volumeBudgetAt(market: SimulatedMarket, time: number, share: Decimal): Decimal {
  const row = market.path.rowAt(time)
  if (row === undefined) return ZERO
  if (market.volumeBudget.row !== row) {
    const volume = new Decimal(market.candles.volume[row] ?? 0)
    market.volumeBudget = { row, left: floorTo(volume.times(share), market.filters.stepSize) }
  }
  return market.volumeBudget.left
}

/** Returns the prices of the best bid and ask at `time` in ticks, each `spread` ticks away from the last price. */
export function bestTicksAt(market: SimulatedMarket, time: number, spread: number): { bid: number; ask: number } {
  const last = market.path.tickAt(time)
  return { bid: Math.max(1, last - spread), ask: last + spread }
}

export function priceAtTick(market: SimulatedMarket, tick: number): Decimal {
  return market.filters.tickSize.times(tick)
}

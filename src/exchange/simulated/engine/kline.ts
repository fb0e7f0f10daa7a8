import { timeAt } from '../../../core/grid.js'
import { formatAssetNumber, formatNumber } from './decimal-format.js'
import { pathCorner } from './price-path.js'
import type { SimulatedMarket } from './simulated-market.js'

/** Binance's array of one candle: times are numbers, all other values are text. */
export type Kline = readonly (string | number)[]

/** How a candle differs from its source when it is shown. */
export interface CandleDistortion {
  readonly missing?: boolean
  /** Factor of the volume, the quote volume and the number of trades. */
  readonly volumeFactor?: number
  /** Moves the close towards the high, 0 … 1. */
  readonly closeToHigh?: number
}

/**
 * A request for klines; `distortionOf` gets the symbol of the market, the open time of the candle and the current time.
 */
export interface KlineRequest {
  readonly from: number | undefined
  readonly to: number | undefined
  readonly limit: number
  readonly distortionOf: (symbol: string, opened: number, now: number) => CandleDistortion
}

/**
 * Selects the candles of `market` that open in `from … to` (both inclusive) and at or before `now`: at most `limit`,
 * the earliest of them, or the latest where `from` is undefined. Minutes that the source does not have are left out, as
 * on an exchange. The candle of the current minute is shown as far as it has come.
 */
export function selectKlines(market: SimulatedMarket, now: number, request: KlineRequest): Kline[] {
  const { grid, filled } = market.candles
  const first = request.from === undefined ? 0 : Math.max(0, rowFrom(market, request.from))
  const last = Math.min(grid.rows - 1, rowUntil(market, Math.min(now, request.to ?? now)))
  const klines: Kline[] = []
  const forward = request.from !== undefined
  for (let i = 0; i <= last - first && klines.length < request.limit; i++) {
    const row = forward ? first + i : last - i
    if (filled[row] === 1) continue
    const view = request.distortionOf(market.symbol, timeAt(grid, row), now)
    if (view.missing !== true) klines.push(formatKline(market, row, now, view))
  }
  return forward ? klines : klines.reverse()
}

function rowFrom({ candles: { grid } }: SimulatedMarket, time: number): number {
  return Math.ceil((time - timeAt(grid, 0)) / grid.calendar.interval)
}

function rowUntil({ candles: { grid } }: SimulatedMarket, time: number): number {
  return Math.floor((time - timeAt(grid, 0)) / grid.calendar.interval)
}

/** Formats the candle of a row as Binance sends it at `now`. */
export function formatKline(market: SimulatedMarket, row: number, now: number, view: CandleDistortion = {}): Kline {
  const { candles } = market
  const opened = timeAt(candles.grid, row)
  const closes = opened + candles.grid.calendar.interval
  const share = Math.min(1, (now - opened) / (closes - opened))
  const [open, high, low, close] = share < 1 ? pricesSoFar(market, row, now) : pricesOf(market, row, view)
  const factor = share < 1 ? 1 : (view.volumeFactor ?? 1)
  const volume = (candles.volume[row] ?? 0) * factor
  const average = (open + high + low + close) / 4
  const quoted = (candles.quoteVolume[row] ?? NaN) * factor
  const buys = takerBuyVolume(market, row) * factor
  // // The part that has been traded so far; a finished candle keeps every digit of its source.
  const soFar = (value: number): string => (share < 1 ? formatAssetNumber(value * share) : formatNumber(value))
  return [
    opened,
    formatNumber(open),
    formatNumber(high),
    formatNumber(low),
    formatNumber(close),
    soFar(volume),
    closes - 1,
    Number.isNaN(quoted) ? formatAssetNumber(volume * average * share) : soFar(quoted),
    Math.floor(known(candles.trades[row], 0) * share * factor),
    soFar(buys),
    formatAssetNumber(buys * average * share),
    '0',
  ]
}

function pricesOf(
  { candles, filters }: SimulatedMarket,
  row: number,
  { closeToHigh = 0 }: CandleDistortion,
): [number, number, number, number] {
  const [open = 0, high = 0, low = 0, close = 0] = [
    candles.open[row],
    candles.high[row],
    candles.low[row],
    candles.close[row],
  ]
  if (closeToHigh === 0) return [open, high, low, close]
  const moved = filters.tickSize.times(Math.round((close + (high - close) * closeToHigh) / filters.tickSize.toNumber()))
  return [open, high, low, Math.min(high, moved.toNumber())]
}

/**
 * Returns open, high, low and close of an unfinished candle, from the corners of the path that were passed and from the
 * current price.
 */
function pricesSoFar(market: SimulatedMarket, row: number, now: number): [number, number, number, number] {
  const { candles, path, filters } = market
  const opened = timeAt(candles.grid, row)
  const passed = Math.floor((3 * (now - opened)) / candles.grid.calendar.interval)
  const seen = Array.from({ length: passed + 1 }, (_, corner) => pathCorner(candles, row, corner))
  const last = now === opened ? (candles.open[row] ?? 0) : filters.tickSize.times(path.tickAt(now)).toNumber()
  return [candles.open[row] ?? 0, Math.max(last, ...seen), Math.min(last, ...seen), last]
}

/** Returns the volume of a candle that takers bought; half of its volume where the source does not know. */
export function takerBuyVolume({ candles }: SimulatedMarket, row: number): number {
  return known(candles.takerBuyVolume[row], (candles.volume[row] ?? 0) / 2)
}

function known(value: number | undefined, otherwise: number): number {
  return value === undefined || Number.isNaN(value) ? otherwise : value
}

import { timeAt } from '../../../core/grid.js'
import { formatAssetNumber, formatNumber } from './decimal-format.js'
import { pathCorner } from './price-path.js'
import type { SimulatedMarket } from './simulated-market.js'

/** Binance's array of one candle: times as numbers, all other values as text. */
export type Kline = readonly (string | number)[]

/** How a candle is shown where it is not shown as it is. */
export interface CandleDistortion {
  readonly missing?: boolean
  /** Times the volume, the quote volume and the number of trades. */
  readonly volumeFactor?: number
  /** How far the close is moved towards the high, 0 … 1. */
  readonly closeToHigh?: number
}

/** What klines are asked for; `view` is told the market's symbol, the candle's open time and the present time. */
export interface KlineRequest {
  readonly from: number | undefined
  readonly to: number | undefined
  readonly limit: number
  readonly distortionOf: (symbol: string, opened: number, now: number) => CandleDistortion
}

/**
 * Candles of `market` that open in `from … to` (both inclusive) and at or before `now`, at most `limit`, the earliest of
 * them, or the latest where `from` is undefined. Minutes that the source did not have are left out, as an exchange does.
 * The candle of the present minute is shown as far as it has come.
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

/** The candle of a row as Binance tells it at `now`. */
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
  // What has been traded so far; a candle that is over keeps every digit of its source.
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

/** Open, high, low and close of a candle that is not over: of the path's corners passed and of the price now. */
function pricesSoFar(market: SimulatedMarket, row: number, now: number): [number, number, number, number] {
  const { candles, path, filters } = market
  const opened = timeAt(candles.grid, row)
  const passed = Math.floor((3 * (now - opened)) / candles.grid.calendar.interval)
  const seen = Array.from({ length: passed + 1 }, (_, corner) => pathCorner(candles, row, corner))
  const last = now === opened ? (candles.open[row] ?? 0) : filters.tickSize.times(path.tickAt(now)).toNumber()
  return [candles.open[row] ?? 0, Math.max(last, ...seen), Math.min(last, ...seen), last]
}

/** What takers bought of a candle's volume; half of it where the source does not say. */
export function takerBuyVolume({ candles }: SimulatedMarket, row: number): number {
  return known(candles.takerBuyVolume[row], (candles.volume[row] ?? 0) / 2)
}

function known(value: number | undefined, otherwise: number): number {
  return value === undefined || Number.isNaN(value) ? otherwise : value
}

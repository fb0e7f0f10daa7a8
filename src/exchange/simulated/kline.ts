import { timeAt } from '../../core/grid.js'
import { assetDigits, plainDigits } from './plain-digits.js'
import { pathPoint } from './price-path.js'
import type { SimulatedMarket } from './simulated-market.js'

/** Binance's array of one candle: times as numbers, all other values as text. */
export type Kline = readonly (string | number)[]

/**
 * Candles of `market` that open in `from … to` (both inclusive) and at or before `now`, at most `limit`, the earliest of
 * them, or the latest where `from` is undefined. Minutes that the source did not have are left out, as an exchange does.
 * The candle of the present minute is shown as far as it has come.
 */
export function klinesOf(
  market: SimulatedMarket,
  now: number,
  span: { from: number | undefined; to: number | undefined; limit: number },
): Kline[] {
  const { grid, filled } = market.candles
  const first = span.from === undefined ? 0 : Math.max(0, rowFrom(market, span.from))
  const last = Math.min(grid.rows - 1, rowUntil(market, Math.min(now, span.to ?? now)))
  const rows: number[] = []
  const forward = span.from !== undefined
  for (let i = 0; i <= last - first && rows.length < span.limit; i++) {
    const row = forward ? first + i : last - i
    if (filled[row] !== 1) rows.push(row)
  }
  if (!forward) rows.reverse()
  return rows.map((row) => klineOf(market, row, now))
}

function rowFrom({ candles: { grid } }: SimulatedMarket, time: number): number {
  return Math.ceil((time - timeAt(grid, 0)) / grid.calendar.interval)
}

function rowUntil({ candles: { grid } }: SimulatedMarket, time: number): number {
  return Math.floor((time - timeAt(grid, 0)) / grid.calendar.interval)
}

function klineOf(market: SimulatedMarket, row: number, now: number): Kline {
  const { candles } = market
  const opened = timeAt(candles.grid, row)
  const closes = opened + candles.grid.calendar.interval
  const share = Math.min(1, (now - opened) / (closes - opened))
  const [open, high, low, close] = share < 1 ? pricesSoFar(market, row, now) : pricesOf(market, row)
  const volume = candles.volume[row] ?? 0
  const average = (open + high + low + close) / 4
  const quoted = candles.quoteVolume[row] ?? NaN
  const buys = takerBuyVolume(market, row)
  // What has been traded so far; a candle that is over keeps every digit of its source.
  const soFar = (value: number): string => (share < 1 ? assetDigits(value * share) : plainDigits(value))
  return [
    opened,
    plainDigits(open),
    plainDigits(high),
    plainDigits(low),
    plainDigits(close),
    soFar(volume),
    closes - 1,
    Number.isNaN(quoted) ? assetDigits(volume * average * share) : soFar(quoted),
    Math.floor(known(candles.trades[row], 0) * share),
    soFar(buys),
    assetDigits(buys * average * share),
    '0',
  ]
}

function pricesOf({ candles }: SimulatedMarket, row: number): [number, number, number, number] {
  return [candles.open[row] ?? 0, candles.high[row] ?? 0, candles.low[row] ?? 0, candles.close[row] ?? 0]
}

/** Open, high, low and close of a candle that is not over: of the path's corners passed and of the price now. */
function pricesSoFar(market: SimulatedMarket, row: number, now: number): [number, number, number, number] {
  const { candles, path, filters } = market
  const opened = timeAt(candles.grid, row)
  const passed = Math.floor((3 * (now - opened)) / candles.grid.calendar.interval)
  const seen = Array.from({ length: passed + 1 }, (_, corner) => pathPoint(candles, row, corner))
  const last = now === opened ? (candles.open[row] ?? 0) : filters.tickSize.times(path.tickAt(now)).toNumber()
  return [candles.open[row] ?? 0, Math.max(last, ...seen), Math.min(last, ...seen), last]
}

/** Where the source does not say: half of the volume. */
function takerBuyVolume({ candles }: SimulatedMarket, row: number): number {
  return known(candles.takerBuyVolume[row], (candles.volume[row] ?? 0) / 2)
}

function known(value: number | undefined, otherwise: number): number {
  return value === undefined || Number.isNaN(value) ? otherwise : value
}

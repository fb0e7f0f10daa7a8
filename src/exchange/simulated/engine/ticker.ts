import { Decimal } from '../../../core/decimal.js'
import { timeAt } from '../../../core/grid.js'
import { HOUR } from '../../../core/time.js'
import { formatAssetNumber, formatNumber, ASSET_PRECISION } from './decimal-format.js'
import type { MatchingEngine } from './matching-engine.js'
import { type SimulatedMarket, priceAtTick } from './simulated-market.js'

const DAY_LONG = 24 * HOUR

export interface DayTicker extends Readonly<Record<PriceField, string>> {
  readonly openTime: number
  readonly closeTime: number
  readonly firstId: number
  readonly lastId: number
  readonly count: number
}

type PriceField =
  | 'symbol'
  | 'priceChange'
  | 'priceChangePercent'
  | 'weightedAvgPrice'
  | 'prevClosePrice'
  | 'lastPrice'
  | 'lastQty'
  | 'openPrice'
  | 'highPrice'
  | 'lowPrice'
  | 'volume'
  | 'quoteVolume'

/** Computes Binance's statistics of the trailing 24 hours from the finished candles and the current price. */
export function computeDayTicker(market: SimulatedMarket, now: number): DayTicker {
  const { candles, path, filters } = market
  const { grid } = candles
  const end = Math.min(grid.rows, Math.max(0, Math.floor((now - timeAt(grid, 0)) / grid.calendar.interval)))
  const start = Math.max(0, end - Math.floor(DAY_LONG / grid.calendar.interval))
  const last = filters.tickSize.times(path.tickAt(now)).toNumber()
  const open = start < end ? (candles.open[start] ?? last) : last
  let [high, low, volume, quoteVolume, count] = [last, last, 0, 0, 0]
  for (let row = start; row < end; row++) {
    high = Math.max(high, candles.high[row] ?? high)
    low = Math.min(low, candles.low[row] ?? low)
    volume += candles.volume[row] ?? 0
    const quoted = candles.quoteVolume[row] ?? NaN
    quoteVolume += Number.isNaN(quoted) ? (candles.volume[row] ?? 0) * (candles.close[row] ?? 0) : quoted
    count += candles.trades[row] || 0
  }
  return {
    symbol: market.symbol,
    priceChange: formatAssetNumber(last - open),
    priceChangePercent: (100 * (last / open - 1)).toFixed(3),
    weightedAvgPrice: formatAssetNumber(volume > 0 ? quoteVolume / volume : last),
    prevClosePrice: formatNumber(open),
    lastPrice: formatNumber(last),
    lastQty: '0',
    openPrice: formatNumber(open),
    highPrice: formatNumber(high),
    lowPrice: formatNumber(low),
    volume: formatAssetNumber(volume),
    quoteVolume: formatAssetNumber(quoteVolume),
    openTime: now - DAY_LONG,
    closeTime: now,
    firstId: 0,
    lastId: count,
    count,
  }
}

/** The average price covers so many minutes. */
export const AVERAGE_PRICE_MINUTES = 5

/**
 * Computes the closes of the last finished candles, weighted by their volumes; the last price where there was no trade.
 */
export function computeAveragePrice(market: SimulatedMarket, now: number): Decimal {
  const { candles, path } = market
  const { grid } = candles
  const end = Math.min(grid.rows, Math.max(0, Math.floor((now - timeAt(grid, 0)) / grid.calendar.interval)))
  let [volume, cost] = [0, 0]
  for (let row = Math.max(0, end - AVERAGE_PRICE_MINUTES); row < end; row++) {
    volume += candles.volume[row] ?? 0
    cost += (candles.volume[row] ?? 0) * (candles.close[row] ?? 0)
  }
  return volume > 0 ? new Decimal(cost / volume) : priceAtTick(market, path.tickAt(now))
}

export interface BookTicker {
  readonly symbol: string
  readonly bidPrice: string
  readonly bidQty: string
  readonly askPrice: string
  readonly askQty: string
}

/** Formats the best bid and ask of the orders of others. */
export function formatBookTicker(engine: MatchingEngine, { symbol }: SimulatedMarket): BookTicker {
  const { bid, ask, quantity } = engine.book(symbol)
  return {
    symbol,
    bidPrice: bid.toFixed(ASSET_PRECISION),
    bidQty: quantity.toFixed(ASSET_PRECISION),
    askPrice: ask.toFixed(ASSET_PRECISION),
    askQty: quantity.toFixed(ASSET_PRECISION),
  }
}

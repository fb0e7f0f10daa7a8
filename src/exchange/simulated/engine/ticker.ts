import { HOUR } from '../../../core/time.js'
import { timeAt } from '../../../core/grid.js'
import { assetDigits, plainDigits } from './plain-digits.js'
import type { SimulatedMarket } from './simulated-market.js'

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

/** Binance's statistics of the trailing 24 hours: of the candles that are over, and of the price now. */
export function dayTicker(market: SimulatedMarket, now: number): DayTicker {
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
    priceChange: assetDigits(last - open),
    priceChangePercent: (100 * (last / open - 1)).toFixed(3),
    weightedAvgPrice: assetDigits(volume > 0 ? quoteVolume / volume : last),
    prevClosePrice: plainDigits(open),
    lastPrice: plainDigits(last),
    lastQty: '0',
    openPrice: plainDigits(open),
    highPrice: plainDigits(high),
    lowPrice: plainDigits(low),
    volume: assetDigits(volume),
    quoteVolume: assetDigits(quoteVolume),
    openTime: now - DAY_LONG,
    closeTime: now,
    firstId: 0,
    lastId: count,
    count,
  }
}

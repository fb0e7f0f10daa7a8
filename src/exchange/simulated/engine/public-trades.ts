import { Decimal, ZERO } from '../../../core/decimal.js'
import { timeAt } from '../../../core/grid.js'
import { hash32 } from '../../../core/rng.js'
import { ASSET_PRECISION } from './decimal-format.js'
import { takerBuyVolume } from './kline.js'
import { pathCorner } from './price-path.js'
import type { SimulatedMarket } from './simulated-market.js'

/** A trade of others, made up from a candle. */
export interface PublicTrade {
  readonly id: number
  readonly time: number
  readonly price: Decimal
  readonly quantity: Decimal
  readonly buyerIsMaker: boolean
}

const MIN_TRADES = 4
const MAX_TRADES = 24
/** The number of ids that are reserved for the trades of one candle. */
const IDS_PER_CANDLE = 32

/** Returns the trades after `from`, up to and including `to`. */
export function publicTradesBetween(market: SimulatedMarket, from: number, to: number): PublicTrade[] {
  const { grid } = market.candles
  const rowOf = (time: number): number => Math.floor((time - timeAt(grid, 0)) / grid.calendar.interval)
  const trades: PublicTrade[] = []
  for (let row = Math.max(0, rowOf(from)); row <= Math.min(grid.rows - 1, rowOf(to)); row++) {
    trades.push(...publicTradesOfCandle(market, row).filter(({ time }) => time > from && time <= to))
  }
  return trades
}

/**
 * Returns the trades of one candle: at every corner of its path and between, at the prices of the path. Together they
 * have its volume and its taker buy volume. A candle without volume has none.
 */
export function publicTradesOfCandle(market: SimulatedMarket, row: number): PublicTrade[] {
  const { candles, filters, path } = market
  const volume = amountOf(candles.volume[row] ?? 0)
  if (!volume.gt(0) || candles.filled[row] === 1) return []
  const opened = timeAt(candles.grid, row)
  const first = firstTradeId(market, row)
  const bought = Decimal.min(volume, amountOf(takerBuyVolume(market, row)))
  const places = placesOf(market, row)
  const quantities = shares(places.length, bought, volume.minus(bought))
  const ticks = places.map(({ offset, corner }) =>
    corner === undefined
      ? path.tickAt(opened + offset)
      : Math.round(pathCorner(candles, row, corner) / filters.tickSize.toNumber()),
  )
  return places.flatMap(({ offset }, index) => {
    const quantity = quantities[index] ?? ZERO
    const price = filters.tickSize.times(ticks[index] ?? 0)
    const trade = { id: first + index, time: opened + offset, price, quantity, buyerIsMaker: index % 2 === 1 }
    return quantity.gt(0) ? [trade] : []
  })
}

/** Returns the lowest id that a trade of the candle in `row` can have; ids increase with time. */
export function firstTradeId({ candles: { grid } }: SimulatedMarket, row: number): number {
  return Math.floor(timeAt(grid, row) / grid.calendar.interval) * IDS_PER_CANDLE
}

interface Place {
  /** Milliseconds after the open of the candle. */
  readonly offset: number
  /** The corner of the path that the trade lies on. */
  readonly corner?: number
}

function placesOf({ candles }: SimulatedMarket, row: number): Place[] {
  const { interval } = candles.grid.calendar
  const count = Math.min(MAX_TRADES, Math.max(MIN_TRADES, candles.trades[row] || MIN_TRADES))
  const corners = [0, 1, 2, 3].map((corner) => ({ corner, offset: Math.min(interval - 1, (corner * interval) / 3) }))
  const between = Array.from({ length: count - MIN_TRADES }, (_, index) => ({
    offset: 1 + (hash32(row, index, Math.floor(candles.volume[row] ?? 0)) % (interval - 2)),
  }))
  return [...corners, ...between].sort((a, b) => a.offset - b.offset)
}

/** Distributes the volume that takers bought (even places) and sold (odd ones) without a remainder. */
function shares(count: number, bought: Decimal, sold: Decimal): Decimal[] {
  const [buys, sells] = [Math.ceil(count / 2), Math.floor(count / 2)]
  return Array.from({ length: count }, (_, index) =>
    index % 2 === 0 ? share(bought, buys, index / 2) : share(sold, sells, (index - 1) / 2),
  )
}

function amountOf(value: number): Decimal {
  return new Decimal(value).toDecimalPlaces(ASSET_PRECISION)
}

/** Returns one of so many equal parts; the last part has the remainder. */
function share(total: Decimal, parts: number, part: number): Decimal {
  const each = total.div(parts).toDecimalPlaces(ASSET_PRECISION, Decimal.ROUND_DOWN)
  return part === parts - 1 ? total.minus(each.times(parts - 1)) : each
}

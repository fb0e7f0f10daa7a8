import { quantile } from '../../datasets/statistics/quantile.js'
import type { ScoredSeries } from '../scored-series.js'
import { simulateTrades, type Trade, type TradeRule } from '../simulate-trades.js'
import { changeFills } from './change-fills.js'

/** What orders of one size gain. */
export interface CapacityPoint {
  /** Value of an order, in quote. */
  readonly stake: number
  /** Summed over trades, a share of the stake. */
  readonly gain: number
  /** The same in quote. */
  readonly profit: number
  /** Orders as shares of the volume of the minutes that they are filled in: the median, and 95 % of them are below the second; null where it is not known. */
  readonly volumeShare: { readonly median: number; readonly high: number } | null
}

/** How much can be traded before the slippage takes the gain. */
export interface Capacity {
  readonly points: readonly CapacityPoint[]
  /**
   * The point of the highest profit among those whose orders are, half of them at least, no larger than the volume of their minute: what is
   * not traded cannot be bought. Null where none gains.
   */
  readonly best: CapacityPoint | null
  /** The stake at which nothing is gained any more, about; null where no point gains, or all do. */
  readonly limit: number | null
}

export interface CapacityOptions {
  /** Value of an order that the fills of the series were made for, in quote. */
  readonly stake: number
  /** Volume of each row's minute in quote, by base. */
  readonly volumes: ReadonlyMap<string, Float64Array>
}

const STAKE_FACTORS = [0.1, 0.3, 1, 3, 10, 30, 100]

/**
 * Trades the cell of `rule` with smaller and larger orders. Slippage grows with the square root of the order, as realistic fills have
 * it; that an order is more than the whole volume of its minute shows in the shares alone.
 */
export function capacityOf(
  series: readonly ScoredSeries[],
  rule: TradeRule,
  { stake, volumes }: CapacityOptions,
): Capacity {
  const points = STAKE_FACTORS.map((factor) => {
    const traded = series.map((one) => ({
      base: one.base,
      trades: simulateTrades(changeFills(one, { slippageFactor: Math.sqrt(factor) }), rule),
    }))
    const gain = traded.reduce((sum, { trades }) => sum + trades.reduce((all, trade) => all + trade.gain, 0), 0)
    const value = factor * stake
    const shares = traded.flatMap(({ base, trades }) => volumeShares(trades, value, volumes.get(base)))
    return { stake: value, gain, profit: gain * value, volumeShare: summarize(shares) }
  })
  return { points, best: bestOf(points.filter((point) => isTradable(point, volumes))), limit: limitOf(points) }
}

function volumeShares(trades: readonly Trade[], stake: number, volumes: Float64Array | undefined): number[] {
  if (!volumes) return []
  return trades.flatMap(({ buyRow, sellRow }) => [stake / (volumes[buyRow] ?? 0), stake / (volumes[sellRow] ?? 0)])
}

/** A share of no volume is infinite; quantiles above it are not known. */
function summarize(shares: readonly number[]): CapacityPoint['volumeShare'] {
  if (shares.length === 0) return null
  const sorted = Float64Array.from(shares).sort()
  const [median, high] = [quantile(sorted, 0.5), quantile(sorted, 0.95)]
  return Number.isFinite(median) && Number.isFinite(high) ? { median, high } : null
}

/** Where volumes are known but no share is, half of the orders meet minutes without any. */
function isTradable({ volumeShare }: CapacityPoint, volumes: CapacityOptions['volumes']): boolean {
  return volumeShare === null ? volumes.size === 0 : volumeShare.median <= 1
}

function bestOf(points: readonly CapacityPoint[]): CapacityPoint | null {
  const best = points.reduce<CapacityPoint | undefined>(
    (found, point) => (found && found.profit >= point.profit ? found : point),
    undefined,
  )
  return best && best.profit > 0 ? best : null
}

/** Between the last point that gains and the next one, along the square root of the stake. */
function limitOf(points: readonly CapacityPoint[]): number | null {
  const next = points.findIndex(({ gain }) => gain <= 0)
  const [before, after] = [points[next - 1], points[next]]
  if (!before || !after) return null
  const share = before.gain / (before.gain - after.gain)
  return (Math.sqrt(before.stake) + share * (Math.sqrt(after.stake) - Math.sqrt(before.stake))) ** 2
}

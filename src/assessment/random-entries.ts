import { quantile } from '../datasets/statistics/quantile.js'
import { createRng, shuffle, type Rng } from '../core/rng.js'
import { fillPricesOf } from './row-fills.js'
import type { RowRange, ScoredSeries } from './scored-series.js'
import { tradeGain, type Trade } from './simulate-trades.js'

/** What chance gains: the distribution over all draws of the summed gain. */
export interface RandomEntries {
  /** Trades at random moments, or, for a cell that was chosen in hindsight, the best cell of scores shifted at random. */
  readonly against: 'entries' | 'shiftedScores'
  readonly draws: number
  readonly mean: number
  /** 5 % and 95 % quantiles. */
  readonly low: number
  readonly high: number
  /** Share of the draws that gained less than the trades they are compared with; null where too few trades say anything. */
  readonly beaten: number | null
}

/** Fewer trades than this are not compared with chance by a percentile. */
export const MIN_COMPARED_TRADES = 30

export interface RandomEntriesOptions {
  readonly fee: number
  readonly seed: number
  readonly draws?: number
}

/** The trades of one base. */
export interface TradedSeries {
  readonly series: ScoredSeries
  readonly trades: readonly Trade[]
}

/**
 * Draws, in every contiguous range, as many trades as there were, each held as long as one of them, one at a time, in
 * random order at random moments. What the real trades gain beyond these is due to when they were made.
 */
export function randomEntries(traded: readonly TradedSeries[], options: RandomEntriesOptions): RandomEntries {
  const draws = options.draws ?? 200
  const groups = traded.flatMap(({ series, trades }) => groupsOf(series, trades))
  const sums = new Float64Array(draws)
  for (let draw = 0; draw < draws; draw++) {
    const rng = createRng(options.seed, draw)
    sums[draw] = groups.reduce((sum, group) => sum + drawRandomGain(group, options.fee, rng), 0)
  }
  return compareWithDraws('entries', sums, traded)
}

/** Where the trades lie in the distribution of draws. */
export function compareWithDraws(
  against: RandomEntries['against'],
  sums: Float64Array,
  traded: readonly Pick<TradedSeries, 'trades'>[],
): RandomEntries {
  const trades = traded.flatMap((one) => one.trades)
  const tradedGain = trades.reduce((sum, { gain }) => sum + gain, 0)
  const sorted = sums.toSorted()
  const draws = sorted.length
  return {
    against,
    draws,
    mean: sorted.reduce((sum, value) => sum + value, 0) / draws,
    low: quantile(sorted, 0.05),
    high: quantile(sorted, 0.95),
    beaten: trades.length < MIN_COMPARED_TRADES ? null : sorted.filter((value) => value < tradedGain).length / draws,
  }
}

/** The holding times, in rows, of the trades inside one range. */
interface Group {
  readonly series: ScoredSeries
  readonly range: RowRange
  readonly heldRows: Int32Array
}

function groupsOf(series: ScoredSeries, trades: readonly Trade[]): Group[] {
  return series.ranges
    .map((range) => ({ series, range, heldRows: Int32Array.from(rowsHeldInside(range, trades)) }))
    .filter((group) => group.heldRows.length > 0)
}

function rowsHeldInside(range: RowRange, trades: readonly Trade[]): number[] {
  return trades
    .filter((trade) => trade.buyRow >= range.from && trade.buyRow < range.to)
    .map((trade) => trade.sellRow - trade.buyRow)
}

/** The rows that no trade covers are dealt out at random before, between and after the trades. */
function drawRandomGain({ series, range, heldRows }: Group, fee: number, rng: Rng): number {
  shuffle(heldRows, rng)
  const spare = range.to - 1 - range.from - heldRows.reduce((sum, rows) => sum + rows, 0)
  const offsets = Int32Array.from(heldRows, () => rng.below(spare + 1)).sort()
  const { buyPrice, sellPrice } = fillPricesOf(series)
  let covered = range.from
  let gain = 0
  heldRows.forEach((rows, i) => {
    const buyRow = covered + (offsets[i] ?? 0)
    gain += tradeGain(buyPrice[buyRow] ?? 0, sellPrice[buyRow + rows] ?? 0, fee)
    covered += rows
  })
  return gain
}

import { hasExits } from '../../core/exit-rules.js'
import { fillPricesOf, fillRowOf, type FillPrices } from '../row-fills.js'
import type { RowRange, ScoredSeries } from '../scored-series.js'
import { shiftOf, shiftShare } from '../shifted-scores.js'
import { simulateTrades, tradeGain } from '../simulate-trades.js'
import { thresholdsOf, type Trading } from './daily-cells.js'
import { findNextRows } from './next-rows.js'

/**
 * Sums over the trades of each cell, of each draw: the cells of the scores as they are, then those of the first draw, and so on. The excess of a
 * position is the log return of the market while it was open, less what the market returned on average in as many rows.
 */
export interface TimingSums {
  /** Trades. */
  readonly count: Float64Array
  /** After costs, of all bases, each with a stake of one. */
  readonly gain: Float64Array
  readonly excess: Float64Array
  /**
   * Variance of the excess where trades know nothing of the direction, however much they know of its size. The excess is that of being long by
   * the share of time without a position less while there is one, and short by the share with one otherwise; so squares within
   * positions and between them both count.
   */
  readonly variance: Float64Array
  /** Rows of the ranges that are long enough to be shifted; the others count nowhere. */
  readonly rows: number
}

export interface TimingOptions extends Trading {
  readonly seed: number
  /** Rows that a label looks ahead: scores are shifted by more, either way. */
  readonly horizon: number
  readonly draws: number
  /** Cells as the matrix counts them. */
  readonly cells: readonly number[]
  /** Is called with the rows that were shifted and traded since the last call. */
  readonly onRows?: ((rows: number) => void) | undefined
}

/** Trades scores as they are, and shifted circularly against their closes, all bases of a draw by the same share of their ranges. */
export function sumTimings(series: readonly ScoredSeries[], options: TimingOptions): TimingSums {
  const add = hasExits(options.exits) ? addSimulated : addLeapt
  return sumBy(series, options, add)
}

/** The same, trade by simulated trade: the plain way, which is slower and knows every exit. */
export function sumSimulatedTimings(series: readonly ScoredSeries[], options: TimingOptions): TimingSums {
  return sumBy(series, options, addSimulated)
}

type AddSeries = (sums: BaseSums, series: ScoredSeries, options: TimingOptions) => void

function sumBy(series: readonly ScoredSeries[], options: TimingOptions, add: AddSeries): TimingSums {
  const { horizon, draws, cells } = options
  const length = (draws + 1) * cells.length
  const column = (): Float64Array => new Float64Array(length)
  const total = { count: column(), gain: column(), excess: column(), variance: column() }
  let rows = 0
  for (const one of series) {
    const ranges = one.ranges.filter(({ from, to }) => to - from >= 2 * horizon + 2)
    const steps = ranges.reduce((sum, { from, to }) => sum + to - 1 - from, 0)
    if (steps === 0) continue
    const path = excessPath(one, ranges, steps)
    const sums = { path, count: total.count, gain: total.gain, excess: total.excess }
    const base = { ...sums, inside: column(), outside: column(), open: column() }
    add(base, { ...one, ranges }, options)
    for (let at = 0; at < length; at++) {
      const share = (base.open[at] ?? 0) / steps
      const variance = (1 - share) ** 2 * (base.inside[at] ?? 0) + share ** 2 * (base.outside[at] ?? 0)
      total.variance[at] = (total.variance[at] ?? 0) + variance
    }
    rows += steps + ranges.length
  }
  return { ...total, rows }
}

/** Sums of one base, of which count, gain and excess go on from base to base. */
interface BaseSums {
  /** Log closes less their mean rise: a difference of two is an excess. */
  readonly path: Float64Array
  readonly count: Float64Array
  readonly gain: Float64Array
  readonly excess: Float64Array
  /** Squares of the excesses of positions, and between them. */
  readonly inside: Float64Array
  readonly outside: Float64Array
  /** Rows with a position. */
  readonly open: Float64Array
}

function excessPath({ close }: ScoredSeries, ranges: readonly RowRange[], steps: number): Float64Array {
  const path = close.map((price) => Math.log(price))
  const rise = ranges.reduce((sum, { from, to }) => sum + (path[to - 1] ?? 0) - (path[from] ?? 0), 0)
  return path.map((value, row) => value - (rise / steps) * row)
}

/** Adds a trade that follows `flat` rows without a position; gives the row from which on there is none again. */
function addTrade(
  sums: BaseSums,
  at: number,
  { flat, bought, sold }: { flat: number; bought: number; sold: number },
  gain: number,
) {
  addGap(sums, at, flat, bought)
  const excess = (sums.path[sold] ?? 0) - (sums.path[bought] ?? 0)
  sums.count[at] = (sums.count[at] ?? 0) + 1
  sums.gain[at] = (sums.gain[at] ?? 0) + gain
  sums.excess[at] = (sums.excess[at] ?? 0) + excess
  sums.inside[at] = (sums.inside[at] ?? 0) + excess * excess
  sums.open[at] = (sums.open[at] ?? 0) + sold - bought
}

function addGap({ path, outside }: BaseSums, at: number, from: number, to: number): void {
  const excess = (path[to] ?? 0) - (path[from] ?? 0)
  outside[at] = (outside[at] ?? 0) + excess * excess
}

function addSimulated(sums: BaseSums, series: ScoredSeries, options: TimingOptions): void {
  const { cells, draws, fee, exits, onRows } = options
  const rows = series.ranges.reduce((sum, { from, to }) => sum + to - from, 0)
  for (let draw = 0; draw <= draws; draw++) {
    const shifted = draw === 0 ? series : shiftScores(series, draw, options)
    cells.forEach((cell, i) => {
      const at = draw * cells.length + i
      for (const range of series.ranges) {
        let flat = range.from
        for (const trade of simulateTrades({ ...shifted, ranges: [range] }, { fee, exits, ...thresholdsOf(cell) })) {
          addTrade(sums, at, { flat, bought: trade.buyRow, sold: trade.sellRow }, trade.gain)
          flat = trade.sellRow
        }
        addGap(sums, at, flat, range.to - 1)
      }
    })
    onRows?.(rows)
  }
}

function shiftScores(series: ScoredSeries, draw: number, { seed, horizon }: TimingOptions): ScoredSeries {
  const share = shiftShare(seed, draw - 1)
  const rotate = (scores: Float32Array): Float32Array => {
    const shifted = scores.slice()
    for (const { from, to } of series.ranges) {
      const shift = shiftOf(share, to - from, horizon)
      shifted.set(scores.subarray(from, to - shift), from + shift)
      shifted.set(scores.subarray(to - shift, to), from)
    }
    return shifted
  }
  return { ...series, hold: rotate(series.hold), buy: rotate(series.buy), sell: rotate(series.sell) }
}

/** By leaps: from a purchase straight to the next row with a sell signal, from a sale to the next purchase, whatever the shift. */
function addLeapt(
  sums: BaseSums,
  series: ScoredSeries,
  { cells, draws, seed, horizon, fee, onRows }: TimingOptions,
): void {
  const prices = fillPricesOf(series)
  const filled = Int32Array.from(series.close, (_, row) => fillRowOf(series, row))
  for (const range of series.ranges) {
    const rows = range.to - range.from
    const next = findNextRows(series, range, cells)
    const runs = cells.map((cell) => ({
      sums,
      prices,
      filled,
      first: range.from,
      rows,
      fee,
      buys: next.buysOf(cell),
      sells: next.sellsOf(cell),
    }))
    for (let draw = 0; draw <= draws; draw++) {
      const shift = draw === 0 ? 0 : shiftOf(shiftShare(seed, draw - 1), rows, horizon)
      let at = draw * cells.length
      for (const run of runs) leapThrough(run, at++, shift)
      onRows?.(rows)
    }
  }
}

interface LeapRun {
  readonly sums: BaseSums
  readonly prices: FillPrices
  /** Row in whose minute the order of each row is filled. */
  readonly filled: Int32Array
  readonly first: number
  readonly rows: number
  readonly fee: number
  readonly buys: Int32Array
  readonly sells: Int32Array
}

/** Trades a range in one cell, with signals that come `shift` rows later. */
function leapThrough({ sums, prices, filled, first, rows, fee, buys, sells }: LeapRun, at: number, shift: number) {
  const last = rows - 1
  let flat = first
  let row = shiftedRow(buys, 0, rows, shift)
  while (row < last) {
    const sale = Math.min(last, shiftedRow(sells, row + 1, rows, shift))
    const gain = tradeGain(prices.buyPrice[first + row] ?? 0, prices.sellPrice[first + sale] ?? 0, fee)
    const sold = filled[first + sale] ?? 0
    addTrade(sums, at, { flat, bought: filled[first + row] ?? 0, sold }, gain)
    flat = sold
    row = sale === last ? last : shiftedRow(buys, sale + 1, rows, shift)
  }
  addGap(sums, at, flat, first + last)
}

/** The next row from `row` on with a signal where signals are shifted: those of the end of the range come first. */
function shiftedRow(next: Int32Array, row: number, rows: number, shift: number): number {
  if (row < shift) {
    const found = next[row + rows - shift] ?? rows
    return found < rows ? found - rows + shift : shiftedRow(next, shift, rows, shift)
  }
  if (row >= rows) return rows
  const found = next[row - shift] ?? rows
  return found < rows - shift ? found + shift : rows
}

import { hasExits } from '../../core/exit-rules.js'
import { fillPricesOf, type FillPrices } from '../row-fills.js'
import type { RowRange, ScoredSeries } from '../scored-series.js'
import { shiftOf, shiftShare } from '../shifted-scores.js'
import { simulateTrades, tradeGain } from '../simulate-trades.js'
import { THRESHOLDS } from '../threshold-matrix.js'
import { signedLevels } from '../trade-signals.js'
import { thresholdsOf, type Trading } from './daily-cells.js'

/**
 * Sums over the trades of each cell, of each draw: the cells of the scores as they are, then those of the first draw, and so on. The excess of a
 * trade is what it gains before fees, less what the market gained on average in as many minutes.
 */
export interface TimingSums {
  /** Trades. */
  readonly count: Float64Array
  /** After fees, of all bases, each with a stake of one. */
  readonly gain: Float64Array
  readonly excess: Float64Array
  /** Squares of the excesses. */
  readonly squares: Float64Array
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
}

/** Trades scores as they are, and shifted circularly against their closes, all bases of a draw by the same share of their ranges. */
export function sumTimings(series: readonly ScoredSeries[], options: TimingOptions): TimingSums {
  const { horizon, draws, cells, exits } = options
  const length = (draws + 1) * cells.length
  const sums = {
    count: new Float64Array(length),
    gain: new Float64Array(length),
    excess: new Float64Array(length),
    squares: new Float64Array(length),
  }
  let rows = 0
  for (const one of series) {
    const ranges = one.ranges.filter(({ from, to }) => to - from >= 2 * horizon + 2)
    const shiftable = { ...one, ranges }
    const drift = meanMinuteReturn(shiftable)
    if (hasExits(exits)) addSimulated(sums, shiftable, drift, options)
    else for (const range of ranges) addRange(sums, one, range, drift, options)
    rows += ranges.reduce((sum, { from, to }) => sum + to - from, 0)
  }
  return { ...sums, rows }
}

type Sums = Omit<TimingSums, 'rows'>

function addTrade(sums: Sums, at: number, gain: number, excess: number): void {
  sums.count[at] = (sums.count[at] ?? 0) + 1
  sums.gain[at] = (sums.gain[at] ?? 0) + gain
  sums.excess[at] = (sums.excess[at] ?? 0) + excess
  sums.squares[at] = (sums.squares[at] ?? 0) + excess * excess
}

/** Mean log return from one row to the next within the ranges. */
function meanMinuteReturn({ ranges, close }: Pick<ScoredSeries, 'ranges' | 'close'>): number {
  let sum = 0
  let steps = 0
  for (const { from, to } of ranges) {
    sum += Math.log((close[to - 1] ?? 0) / (close[from] ?? 0))
    steps += to - 1 - from
  }
  return steps > 0 ? sum / steps : 0
}

/** The plain way, which knows every exit: shifts the columns of the scores and simulates the trades of each cell. */
export function addSimulated(sums: Sums, series: ScoredSeries, drift: number, options: TimingOptions): void {
  const { cells, draws, fee, exits } = options
  for (let draw = 0; draw <= draws; draw++) {
    const shifted = draw === 0 ? series : shiftScores(series, draw, options)
    cells.forEach((cell, i) => {
      for (const trade of simulateTrades(shifted, { fee, exits, ...thresholdsOf(cell) })) {
        const excess = trade.sellPrice / trade.buyPrice - 1 - drift * trade.minutes
        addTrade(sums, draw * cells.length + i, trade.gain, excess)
      }
    })
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

/**
 * The same without exits, by leaps: from a purchase straight to the next row with a sell signal, from a sale to the next purchase, whatever
 * the shift.
 */
function addRange(sums: Sums, series: ScoredSeries, range: RowRange, drift: number, options: TimingOptions): void {
  const { cells, draws, seed, horizon, fee } = options
  const width = THRESHOLDS.length
  const rows = range.to - range.from
  const levels = signedLevels(series, range, Float32Array.from(THRESHOLDS))
  const next = nextRows(levels, cells)
  const none = new Int32Array(rows).fill(rows)
  const runs = cells.map((cell) => ({
    prices: fillPricesOf(series),
    first: range.from,
    rows,
    drift,
    fee,
    buys: next.buy[Math.floor(cell / width)] ?? none,
    sells: next.sell[cell % width] ?? none,
  }))
  for (let draw = 0; draw <= draws; draw++) {
    const shift = draw === 0 ? 0 : shiftOf(shiftShare(seed, draw - 1), rows, horizon)
    let at = draw * cells.length
    for (const run of runs) leapThrough(sums, at++, run, shift)
  }
}

/** For each row the next one, itself included, with a signal of a threshold; as many as there are rows where there is none. */
interface NextRows {
  readonly buy: readonly (Int32Array | undefined)[]
  readonly sell: readonly (Int32Array | undefined)[]
}

function nextRows(levels: Int8Array, cells: readonly number[]): NextRows {
  const width = THRESHOLDS.length
  const nextOf = (reaches: (level: number) => boolean): Int32Array => {
    const next = new Int32Array(levels.length)
    let found = levels.length
    for (let row = levels.length - 1; row >= 0; row--) {
      if (reaches(levels[row] ?? 0)) found = row
      next[row] = found
    }
    return next
  }
  const buys = new Set(cells.map((cell) => Math.floor(cell / width)))
  const sells = new Set(cells.map((cell) => cell % width))
  return {
    buy: THRESHOLDS.map((_, index) => (buys.has(index) ? nextOf((level) => level > index) : undefined)),
    sell: THRESHOLDS.map((_, index) => (sells.has(index) ? nextOf((level) => -level > index) : undefined)),
  }
}

interface LeapRun {
  readonly prices: FillPrices
  readonly first: number
  readonly rows: number
  readonly drift: number
  readonly fee: number
  readonly buys: Int32Array
  readonly sells: Int32Array
}

/** Trades a range in one cell, with signals that come `shift` rows later. */
function leapThrough(sums: Sums, at: number, run: LeapRun, shift: number): void {
  const { prices, first, rows, drift, fee, buys, sells } = run
  const last = rows - 1
  let row = shiftedRow(buys, 0, rows, shift)
  while (row < last) {
    const sold = Math.min(last, shiftedRow(sells, row + 1, rows, shift))
    const buyPrice = prices.buyPrice[first + row] ?? 0
    const sellPrice = prices.sellPrice[first + sold] ?? 0
    addTrade(sums, at, tradeGain(buyPrice, sellPrice, fee), sellPrice / buyPrice - 1 - drift * (sold - row))
    if (sold === last) return
    row = shiftedRow(buys, sold + 1, rows, shift)
  }
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

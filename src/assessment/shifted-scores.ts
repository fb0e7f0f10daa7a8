import { NO_EXITS, hasExits, type ExitRules } from '../core/exit-rules.js'
import { createRng } from '../core/rng.js'
import { addExitTrades } from './exit-trades.js'
import { fillPricesOf, type FillPrices } from './row-fills.js'
import type { RowRange, ScoredSeries } from './scored-series.js'
import { permutationPValue } from './statistics/permutation-p-value.js'
import { THRESHOLDS, addRangeTrades, createCellSums, findBestCell } from './threshold-matrix.js'
import { rotateLevels, rotateSignals, signedLevels } from './trade-signals.js'

/** What the best cell of scores gains that have nothing to do with their minutes, draw by draw. */
export interface ShiftedDraws {
  /** Of all bases together. */
  readonly overall: Float64Array
  /** Of each base in that cell, in the order of the series. */
  readonly bases: readonly Float64Array[]
}

export interface ShiftedScoresOptions {
  readonly fee: number
  readonly seed: number
  readonly exits?: ExitRules | undefined
  /** Default: as many as rows allow, 40 to 200. */
  readonly draws?: number | undefined
  /**
   * Rows that a label looks ahead: scores are shifted by more, either way, so that none stands where it was meant for. Ranges too short for
   * that are left out. Default: only the shares of a range below count.
   */
  readonly horizon?: number | undefined
}

/** Number of the shifts' streams among all random streams of one seed. */
const STREAM = 0x5417
/** Rows that are traded at most, over all draws. */
const MAX_ROWS = 40_000_000
/** Shares of a range by which scores are shifted: beyond it they would stand beside their own minutes again. */
const SHIFT = { min: 0.05, max: 0.95 }

/**
 * Shifts the scores of every range circularly against its closes, of all ranges by the same random share of their length, and
 * takes the best cell of the matrix each time. It is what a choice among all cells in hindsight gains by chance alone: the
 * scores keep how often and how long they signal, and bases that move together still do.
 */
export function bestOfShiftedScores(series: readonly ScoredSeries[], options: ShiftedScoresOptions): ShiftedDraws {
  const levels = levelsOf(series, options.horizon)
  const draws = drawsFor(series, options)
  const overall = new Float64Array(draws)
  const bases = series.map(() => new Float64Array(draws))
  for (let draw = 0; draw < draws; draw++) {
    const gains = gainsOfDraw(levels, draw, options)
    const total = totalOf(gains)
    const best = findBestCell(total)
    overall[draw] = total[best] ?? 0
    for (const [index, of] of bases.entries()) of[draw] = gains[index]?.[best] ?? 0
  }
  return { overall, bases }
}

/** Whether scores gain more than they would if they had nothing to do with their minutes. */
export interface PermutationTest {
  /** Gain of the scores as they are. */
  readonly observed: number
  /** The same gain of shifted scores. */
  readonly draws: Float64Array
  /** `permutationPValue` of the two; 1 where no range can be shifted. */
  readonly pValue: number
  /** Rows of the ranges that are long enough to be shifted; the others count nowhere. */
  readonly rows: number
}

/**
 * Compares the gain with that of scores which are shifted circularly by more than the horizon. The thresholds are those of `cell`, counted as the
 * matrix counts its cells, where they were chosen elsewhere; left out, they are chosen anew in every draw, as they were for the
 * scores themselves.
 */
export function testPermutations(
  series: readonly ScoredSeries[],
  options: ShiftedScoresOptions & { readonly horizon: number; readonly cell?: number | undefined },
): PermutationTest {
  const levels = levelsOf(series, options.horizon)
  const rows = levels.flatMap(({ ranges }) => ranges).reduce((sum, range) => sum + range.levels.length, 0)
  if (rows === 0) return { observed: 0, draws: new Float64Array(0), pValue: 1, rows }
  const gainOf = (total: readonly number[]): number => total[options.cell ?? findBestCell(total)] ?? 0
  const observed = gainOf(totalOf(levels.map((one) => shiftedGains(one, () => 0, options))))
  const draws = Float64Array.from({ length: drawsFor(series, options) }, (_, draw) =>
    gainOf(totalOf(gainsOfDraw(levels, draw, options))),
  )
  return { observed, draws, pValue: permutationPValue(observed, draws), rows }
}

/** The levels of one base, range by range. */
interface SeriesLevels {
  readonly series: ScoredSeries
  readonly prices: FillPrices
  readonly ranges: readonly { readonly range: RowRange; readonly levels: Int8Array }[]
}

function levelsOf(series: readonly ScoredSeries[], horizon: number | undefined): SeriesLevels[] {
  const thresholds = Float32Array.from(THRESHOLDS)
  return series.map((one) => ({
    series: one,
    prices: fillPricesOf(one),
    ranges: one.ranges
      .filter((range) => horizon === undefined || range.to - range.from >= 2 * horizon + 2)
      .map((range) => ({ range, levels: signedLevels(one, range, thresholds) })),
  }))
}

function drawsFor(series: readonly ScoredSeries[], { draws }: ShiftedScoresOptions): number {
  const rows = series.reduce((sum, { time }) => sum + time.length, 0)
  return draws ?? Math.min(200, Math.max(40, Math.floor(MAX_ROWS / Math.max(1, rows))))
}

/** The gains of every base in every cell where scores are shifted for this draw. */
function gainsOfDraw(levels: readonly SeriesLevels[], draw: number, options: ShiftedScoresOptions): Float64Array[] {
  const share = shiftShare(options.seed, draw)
  return levels.map((one) => shiftedGains(one, (rows) => shiftOf(share, rows, options.horizon), options))
}

/** The share of a range by which a draw shifts all ranges. */
export function shiftShare(seed: number, draw: number): number {
  return SHIFT.min + (SHIFT.max - SHIFT.min) * createRng(seed, STREAM, draw).float()
}

/** Rows by which a range is shifted: by a share of it, but by more than the horizon from either end. */
export function shiftOf(share: number, rows: number, horizon: number | undefined): number {
  if (horizon === undefined) return Math.floor(share * rows)
  const low = Math.max(Math.floor(SHIFT.min * rows), horizon + 1)
  const high = Math.min(Math.floor(SHIFT.max * rows), rows - horizon - 1)
  return low + Math.floor(((share - SHIFT.min) / (SHIFT.max - SHIFT.min)) * (high - low + 1))
}

function shiftedGains(
  { series, prices, ranges }: SeriesLevels,
  shiftFor: (rows: number) => number,
  { fee, exits = NO_EXITS }: ShiftedScoresOptions,
): Float64Array {
  const sums = createCellSums()
  for (const { range, levels } of ranges) {
    const run = { prices, first: range.from, last: range.to - 1, fee }
    const shift = shiftFor(levels.length)
    if (hasExits(exits)) addExitTrades(sums, rotateLevels(levels, shift), { ...run, series, exits })
    else addRangeTrades(sums, rotateSignals(levels, shift, range.from, THRESHOLDS.length), run)
  }
  return sums.gain
}

/** Gains of all bases together, cell by cell. */
function totalOf(gains: readonly Float64Array[]): number[] {
  return THRESHOLDS.flatMap((_, buy) => THRESHOLDS.map((__, sell) => sumAt(gains, buy * THRESHOLDS.length + sell)))
}

function sumAt(gains: readonly Float64Array[], cell: number): number {
  return gains.reduce((sum, one) => sum + (one[cell] ?? 0), 0)
}

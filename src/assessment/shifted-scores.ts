import { createRng } from '../core/rng.js'
import { addLossExitTrades } from './loss-exits.js'
import type { RowRange, ScoredSeries } from './scored-series.js'
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
  /** As `TradeRule` has it. */
  readonly lossMinutes?: number | undefined
  /** Default: as many as rows allow, 40 to 200. */
  readonly draws?: number | undefined
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
  const thresholds = Float32Array.from(THRESHOLDS)
  const rows = series.reduce((sum, { time }) => sum + time.length, 0)
  const draws = options.draws ?? Math.min(200, Math.max(40, Math.floor(MAX_ROWS / Math.max(1, rows))))
  const ranges = series.map((one) =>
    one.ranges.map((range) => ({ range, levels: signedLevels(one, range, thresholds) })),
  )
  const overall = new Float64Array(draws)
  const bases = series.map(() => new Float64Array(draws))
  for (let draw = 0; draw < draws; draw++) {
    const share = SHIFT.min + (SHIFT.max - SHIFT.min) * createRng(options.seed, STREAM, draw).float()
    const gains = series.map(({ close }, index) => shiftedGains(close, ranges[index] ?? [], share, options))
    const total = THRESHOLDS.flatMap((_, buy) =>
      THRESHOLDS.map((__, sell) => sumAt(gains, buy * THRESHOLDS.length + sell)),
    )
    const best = findBestCell(total)
    overall[draw] = total[best] ?? 0
    for (const [index, of] of bases.entries()) of[draw] = gains[index]?.[best] ?? 0
  }
  return { overall, bases }
}

function shiftedGains(
  close: Float64Array,
  ranges: readonly { readonly range: RowRange; readonly levels: Int8Array }[],
  share: number,
  { fee, lossMinutes }: ShiftedScoresOptions,
): Float64Array {
  const sums = createCellSums()
  for (const { range, levels } of ranges) {
    const run = { close, first: range.from, last: range.to - 1, fee }
    const shift = Math.floor(share * levels.length)
    if (lossMinutes) addLossExitTrades(sums, rotateLevels(levels, shift), { ...run, lossMinutes })
    else addRangeTrades(sums, rotateSignals(levels, shift, range.from, THRESHOLDS.length), run)
  }
  return sums.gain
}

function sumAt(gains: readonly Float64Array[], cell: number): number {
  return gains.reduce((sum, one) => sum + (one[cell] ?? 0), 0)
}

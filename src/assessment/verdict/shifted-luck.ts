import { quantile } from '../../datasets/statistics/quantile.js'
import { hasExits } from '../../core/exit-rules.js'
import type { Progress } from '../../core/progress.js'
import type { ThresholdPair } from '../assessment.js'
import type { ScoredSeries } from '../scored-series.js'
import { permutationPValue } from '../statistics/permutation-p-value.js'
import { THRESHOLDS } from '../threshold-matrix.js'
import { cellOf, type Trading } from './daily-cells.js'
import { ALPHA } from './sharpe-figures.js'
import { sumTimings, type TimingOptions, type TimingSums } from './timing-sums.js'
import { MIN_TRADES, type LuckFigures } from './verdict.js'

/** Scores that are traded together by one cell. */
export interface ShiftedStretch {
  readonly series: readonly ScoredSeries[]
  readonly cell: ThresholdPair
  /** Whether these very rows selected the cell, so that each draw selects its own; default: others did. */
  readonly isSelected?: boolean
}

export interface ShiftedLuckOptions extends Trading {
  readonly horizon: number
  readonly seed: number
  /** Of how many attempts the scores are the best. */
  readonly attempts: number
  /** Is told how far the draws are, where they take some seconds. */
  readonly progress?: Progress | undefined
}

/** Draws for a single attempt. */
const MIN_DRAWS = 199
/** Rows of all cells and draws that are traded at most beyond these draws, where they are simulated one by one, and by leaps. */
const MAX_SIMULATED = 200_000_000
const MAX_LEAPT = 4_000_000_000

/**
 * Compares the timing of the trades of all stretches together with that of scores which are shifted against their minutes. The timing is the
 * excess of the trades over its deviation, as `TimingSums` has them: what the market gained anyway does not count, nor that scores follow its
 * volatility, which says nothing of the direction. The more attempts there were, the more draws are made, so that a small share can
 * be told. Undefined where no range is long enough to be shifted.
 */
export function shiftedLuck(
  stretches: readonly ShiftedStretch[],
  options: ShiftedLuckOptions,
): LuckFigures | undefined {
  const draws = drawsFor(stretches, options)
  const task = startTask(stretches, draws, options.progress)
  const timing = { ...options, ...(task && { onRows: task.add }) }
  const tests = stretches.map((stretch) => timeStretch(stretch, draws, timing)).filter(({ rows }) => rows > 0)
  task?.end()
  if (tests.length === 0) return undefined
  const total = (draw: number): Timing => {
    const each = tests.map(({ timings }) => timings[draw] ?? NO_TRADES)
    return each.reduce((a, b) => ({
      gain: a.gain + b.gain,
      excess: a.excess + b.excess,
      variance: a.variance + b.variance,
    }))
  }
  const drawn = Array.from({ length: draws }, (_, draw) => total(draw + 1))
  const gains = Float64Array.from(drawn, ({ gain }) => gain)
  const pValue = permutationPValue(scoreOf(total(0)), Float64Array.from(drawn, scoreOf))
  return {
    pValue,
    adjustedPValue: 1 - (1 - pValue) ** options.attempts,
    draws,
    meanGain: gains.reduce((sum, gain) => sum + gain, 0) / draws,
    highGain: quantile(gains.toSorted(), 1 - ALPHA),
    selectsThresholds: stretches.some(({ isSelected }) => isSelected),
    retrains: false,
  }
}

/** Rows of all cells and draws above which the draws are shown as a task. */
const SHOWN_ROWS = 500_000_000

function startTask(stretches: readonly ShiftedStretch[], draws: number, progress: Progress | undefined) {
  const cells = stretches.some(({ isSelected }) => isSelected) ? THRESHOLDS.length ** 2 : 1
  const rows = (draws + 1) * stretches.flatMap(({ series }) => series).reduce((sum, one) => sum + rowsOf(one), 0)
  if (!progress || cells * rows < SHOWN_ROWS) return undefined
  const task = progress.start('shift scores against their minutes', rows, 'rows')
  let done = 0
  return { add: (added: number) => task.update((done += added)), end: () => task.end() }
}

/** Sums over trades, of which the gain is a share of the capital. */
interface Timing {
  readonly gain: number
  readonly excess: number
  readonly variance: number
}

const NO_TRADES: Timing = { gain: 0, excess: 0, variance: 0 }

function scoreOf({ excess, variance }: Timing): number {
  return variance > 0 ? excess / Math.sqrt(variance) : 0
}

function drawsFor(stretches: readonly ShiftedStretch[], { attempts, exits }: ShiftedLuckOptions): number {
  const rows = stretches.reduce(
    (sum, { series, isSelected }) =>
      sum + (isSelected ? THRESHOLDS.length ** 2 : 1) * series.reduce((all, one) => all + rowsOf(one), 0),
    0,
  )
  const affordable = Math.floor((hasExits(exits) ? MAX_SIMULATED : MAX_LEAPT) / Math.max(1, rows))
  return Math.max(MIN_DRAWS, Math.min(Math.ceil((2 * attempts) / ALPHA), affordable))
}

function rowsOf({ ranges }: ScoredSeries): number {
  return ranges.reduce((sum, { from, to }) => sum + to - from, 0)
}

/** The timing of the scores as they are, then that of each draw, at the cell of the stretch or at the one that the draw selects. */
function timeStretch(
  { series, cell, isSelected = false }: ShiftedStretch,
  draws: number,
  options: ShiftedLuckOptions & Pick<TimingOptions, 'onRows'>,
): { readonly timings: readonly Timing[]; readonly rows: number } {
  const fixed = cellOf(cell) ?? 0
  const cells = isSelected ? Array.from({ length: THRESHOLDS.length ** 2 }, (_, i) => i) : [fixed]
  const sums = sumTimings(series, { ...options, draws, cells })
  const isBest = isSelected && fixed === bestGain(sums, 0, cells.length)
  const timings = Array.from({ length: draws + 1 }, (_, draw) => {
    const at = isSelected ? selectCell(sums, draw, { cells: cells.length, fixed, isBest }) : 0
    return timingAt(sums, draw * cells.length + at, series.length)
  })
  return { timings, rows: sums.rows }
}

/**
 * Draws select as the rows did: by the highest gain of cells with enough trades; where the cell of the rows is another, by the best timing, which
 * no rule exceeds.
 */
function selectCell(
  sums: TimingSums,
  draw: number,
  { cells, fixed, isBest }: { readonly cells: number; readonly fixed: number; readonly isBest: boolean },
): number {
  if (draw === 0) return fixed
  return isBest ? bestGain(sums, draw, cells) : bestTiming(sums, draw, cells)
}

/** The cell of the highest gain among those with enough trades to say anything, else among all. */
function bestGain({ gain, count }: TimingSums, draw: number, cells: number): number {
  const gains = gain.subarray(draw * cells, (draw + 1) * cells)
  const enough = gains.map((value, cell) => ((count[draw * cells + cell] ?? 0) >= MIN_TRADES ? value : -Infinity))
  return indexOfMax(enough.some((value) => value > -Infinity) ? enough : gains)
}

function bestTiming(sums: TimingSums, draw: number, cells: number): number {
  return indexOfMax(Float64Array.from({ length: cells }, (_, cell) => scoreOf(timingAt(sums, draw * cells + cell, 1))))
}

/** The first of the highest values. */
function indexOfMax(values: Float64Array): number {
  return values.reduce((best, value, i) => (value > (values[best] ?? -Infinity) ? i : best), 0)
}

function timingAt({ gain, excess, variance }: TimingSums, at: number, bases: number): Timing {
  return { gain: (gain[at] ?? 0) / bases, excess: excess[at] ?? 0, variance: variance[at] ?? 0 }
}

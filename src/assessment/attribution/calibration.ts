import { TRADE_CLASSES } from '../../targets/target.js'
import { scoreReliability, type Reliability } from '../reliability.js'
import { isDecided, type ScoredSeries } from '../scored-series.js'

/** How far the scores of one class, and the probabilities made of them, can be taken at their word. */
export interface ClassCalibration {
  readonly name: (typeof TRADE_CLASSES)[number]
  /** Share of the rows that have this label. */
  readonly share: number
  readonly scores: Reliability
  /** Of scores that are corrected for how frequent the classes were in training; the scores themselves where there is nothing to correct. */
  readonly probabilities: Reliability
  /** 1 − Brier score ÷ that of always predicting `share`: 1 is perfect, 0 knows no more than the share; null where all rows are alike. */
  readonly skill: number | null
}

export interface Calibration {
  readonly classes: readonly ClassCalibration[]
  /** Brier score of all classes (Brier 1950), of the corrected probabilities: 0 is perfect, 2 the worst. */
  readonly brier: number
  /** Rows that were counted. */
  readonly rows: number
  /** Whether scores were corrected. */
  readonly isCorrected: boolean
}

export interface CalibrationOptions {
  /** Class counts that probabilities are corrected by, as `priorCounts` has them; left out: scores are probabilities. */
  readonly counts?: readonly number[] | undefined
  /** Whether hold was made certain where nothing is decided: such rows are not counted. */
  readonly atEvents?: boolean | undefined
}

const BINS = 10

export function calibrationOf(
  series: readonly ScoredSeries[],
  { counts, atEvents = false }: CalibrationOptions,
): Calibration {
  const isCounted = (one: ScoredSeries, row: number): boolean => !atEvents || isDecided(one, row)
  const found = scoreReliability(series, { counts, bins: BINS, isCounted })
  const rows = rowsIn(found[0]?.probabilities)
  const classes = TRADE_CLASSES.flatMap((name, index) => {
    const one = found[index]
    if (!one) return []
    const share = rows > 0 ? hitsIn(one.probabilities) / rows : 0
    const constant = share * (1 - share)
    return [{ name, share, ...one, skill: constant > 0 ? 1 - one.probabilities.brier / constant : null }]
  })
  const brier = classes.reduce((sum, { probabilities }) => sum + probabilities.brier, 0)
  return { classes, brier, rows, isCorrected: counts !== undefined }
}

function rowsIn(reliability: Reliability | undefined): number {
  return reliability?.bins.reduce((sum, bin) => sum + bin.rows, 0) ?? 0
}

function hitsIn({ bins }: Reliability): number {
  return bins.reduce((sum, bin) => sum + bin.observed * bin.rows, 0)
}

import type { Assessment, CellResult, ThresholdPair } from '../../assessment/assessment.js'
import type { CalibrationOptions } from '../../assessment/attribution/calibration.js'
import type { FeatureImportance } from '../../assessment/attribution/feature-importance.js'
import type { GainAttribution } from '../../assessment/attribution/gain-attribution.js'
import type { Baselines, LearnedBaselines } from '../../assessment/baselines/baselines.js'
import type { Comparison } from '../../assessment/comparison/comparison.js'
import type { LabelEvents } from '../../assessment/label-events.js'
import type { ChartCandles } from '../../assessment/report/build-report.js'
import type { AssessmentSource, ReportEpoch } from '../../assessment/report/report-data.js'
import type { ExitRules } from '../../core/exit-rules.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'
import type { Verdict } from '../../assessment/verdict/verdict.js'

/** Scores ready to be assessed, and what is known about them. */
export interface ScoredRows {
  readonly series: readonly ScoredSeries[]
  readonly source: AssessmentSource
  /** The cell to look at in detail; the best one in hindsight where it is left out. */
  readonly cell?: ThresholdPair
  /** Candles by base, for the chart; a base without any is drawn from the closes of its rows. */
  readonly candles: ReadonlyMap<string, ChartCandles>
  /** What sells a position without a signal. */
  readonly exits: ExitRules
  /** How the training went, for a classifier. */
  readonly history: readonly ReportEpoch[]
  /** How scores become probabilities; left out: they are. */
  readonly calibration?: CalibrationOptions | undefined
  /** Rows that labels look ahead; left out where nobody knows. */
  readonly horizon?: number
  /** Paths of the markets that the scores are of, where they may be others than the workspace's. */
  readonly markets?: readonly string[]
  /** Scores of the set that selected the thresholds, filled alike, where it is another one than the assessed. */
  readonly selection?: readonly ScoredSeries[]
  /** Volume of each row's minute in quote, by base, where orders are filled by it. */
  readonly volumes?: ReadonlyMap<string, Float64Array>
  /** What was learned to be compared with; left out where it was not wanted. */
  readonly learned?: LearnedBaselines
}

/** What trading on scores would have gained. */
export interface AssessResult extends Pick<ScoredRows, 'source' | 'candles' | 'history' | 'calibration'> {
  /** Summed over all trades at the thresholds of `assessment.cell`, as a share of the stake of one. */
  readonly gain: number
  /** Whether that is an edge, and how sure it is. */
  readonly verdict: Verdict
  readonly assessment: Assessment
  /** What is behind that gain. */
  readonly attribution: GainAttribution
  /** What else trades the same rows: the labels, logistic regression; holding and random entries stand with each cell. */
  readonly baselines: Baselines
  /** What the gain owes to each column of the features; absent where it was not wanted. */
  readonly importance?: FeatureImportance
  /** How it does against other classifiers; absent where it was compared with none. */
  readonly comparison?: Comparison
}

/** The assessment as JSON values: the verdict, the matrix at the top level, then the cell and the bases. */
export function assessJson({
  verdict,
  assessment,
  source,
  attribution,
  importance,
  baselines,
  comparison,
}: AssessResult): object {
  const { bases, ...matrix } = assessment.matrix
  return {
    verdict,
    ...matrix,
    source,
    cell: { ...assessment.cell, ...resultJson(assessment.overall) },
    ...(comparison && { comparison }),
    baselines,
    attribution,
    ...(importance && { importance }),
    bases: bases.map((cells, index) => {
      const found = assessment.bases[index]
      return found ? { ...cells, ...spanJson(found.series.time), cell: resultJson(found) } : cells
    }),
  }
}

function resultJson(result: CellResult): object {
  const { trades, gain, wins, maxDrawdown, buyAndHold, randomEntries, events, rows, costs } = result
  return {
    gain,
    count: trades.length,
    wins,
    maxDrawdown,
    buyAndHold,
    randomEntries,
    rows,
    events: eventsJson(events),
    ...(costs && { costs }),
  }
}

function eventsJson(events: LabelEvents): object {
  const [hold, buy, sell] = events
  return { hold, buy, sell }
}

function spanJson(time: Float64Array): object {
  return { from: new Date(time[0] ?? 0).toISOString(), to: new Date(time.at(-1) ?? 0).toISOString() }
}

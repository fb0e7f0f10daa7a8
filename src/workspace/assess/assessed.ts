import type { AssessmentSource, ReportEpoch } from '../../assessment/report/report-data.js'
import type { ThresholdPair } from '../../assessment/assessment.js'
import type { ChartCandles } from '../../assessment/report/build-report.js'
import type { ScoredSeries } from '../../assessment/scored-series.js'

/** Scores ready to be assessed, and what is known about them. */
export interface Assessed {
  readonly series: readonly ScoredSeries[]
  readonly source: AssessmentSource
  /** The cell to look at in detail; the best one in hindsight where it is left out. */
  readonly cell?: ThresholdPair
  /** Candles by base, for the chart; a base without any is drawn from the closes of its rows. */
  readonly candles: ReadonlyMap<string, ChartCandles>
  /** How the training went, for a classifier. */
  readonly history: readonly ReportEpoch[]
}

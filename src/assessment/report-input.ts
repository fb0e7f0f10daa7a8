import type { Candles } from '../core/candles.js'
import type { AssessmentSource } from './assessment-source.js'
import type { Assessment } from './assessment.js'
import type { PaperTrade } from './report-data.js'

/** The prices that the candles chart draws; they may cover more than the scored rows. */
export type ChartCandles = Pick<Candles, 'grid' | 'open' | 'high' | 'low' | 'close'>

/** One epoch of a training, as the curves show it. */
export interface EpochReport {
  readonly epoch: number
  readonly loss: number
  /** Best summed gain over all thresholds on the validation set, a share of the stake. */
  readonly validationGain: number
  /** Whether this is the epoch whose net was kept; without any it is the one of the highest gain. */
  readonly kept?: boolean
}

/** What a report is made of. */
export interface ReportInput {
  readonly assessment: Assessment
  readonly source: AssessmentSource
  readonly candles: ReadonlyMap<string, ChartCandles>
  readonly history: readonly EpochReport[]
  /** IANA name; how the report shows times. */
  readonly timeZone: string
  /** When the report was made, epoch ms. */
  readonly madeAt: number
  readonly paperTrade?: PaperTrade
}

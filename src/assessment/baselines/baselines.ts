import type { AssessmentSource } from '../report/report-data.js'
import type { ScoredSeries } from '../scored-series.js'
import { markedDrawdown } from '../marked-equity.js'
import { simulateTrades, type TradeRule } from '../simulate-trades.js'
import { thresholdMatrix } from '../threshold-matrix.js'
import type { ThresholdPair } from '../assessment.js'
import { decidedLabels, labelsAsScores } from './labels-as-scores.js'
import type { PositiveControl } from './positive-control.js'

/** What a baseline gains on the rows, with the fills and the exits of the assessment. */
export interface BaselineResult {
  /** Summed over trades, a share of the stake. */
  readonly gain: number
  readonly trades: number
  readonly wins: number
  /** Marked by the minute. */
  readonly maxDrawdown: number
}

/** What logistic regression gains: a net that is not better has found no more than straight lines. */
export interface LogisticResult extends BaselineResult {
  readonly cell: ThresholdPair
  /** The validation set, as far as it chose thresholds for the regression, else these very rows. */
  readonly cellChosenBy: Exclude<AssessmentSource['cellChosenBy'], 'option'>
}

/** What stands beside a result, next to holding and random entries. */
export interface Baselines {
  /** The labels themselves, traded as scores: with realistic fills too, nobody who knows no more than they do gains more by such rules. */
  readonly labels: BaselineResult
  readonly logistic?: LogisticResult
  readonly control?: PositiveControl
  /** Why there is neither a regression nor a positive control; absent where there is, and where none was wanted. */
  readonly unavailable?: string
}

/** Scores of the regression on the rows that are assessed. */
export interface LogisticScores {
  readonly series: readonly ScoredSeries[]
  /** The thresholds that the validation set chose for it; left out: none. */
  readonly cell?: ThresholdPair | undefined
}

/** What was learned for comparison. */
export interface LearnedBaselines extends Pick<Baselines, 'control' | 'unavailable'> {
  readonly logistic?: LogisticScores
}

export interface BaselineOptions {
  /** Fee and exits of the assessment. */
  readonly trading: Omit<TradeRule, keyof ThresholdPair>
  /** Who chose the assessed cell: where these rows did, they choose the regression's too. */
  readonly cellChosenBy: AssessmentSource['cellChosenBy']
  /** Whether the scores are certain of hold where nothing is decided. */
  readonly atEvents?: boolean | undefined
  readonly learned?: LearnedBaselines | undefined
}

/** The baselines of scored series. */
export function baselinesOf(series: readonly ScoredSeries[], options: BaselineOptions): Baselines {
  const { trading, atEvents = false, learned = {} } = options
  const { logistic, ...rest } = learned
  const labels = series.map((one) => (atEvents ? decidedLabels(one) : labelsAsScores(one)))
  return {
    labels: baselineResult(labels, { ...trading, buyThreshold: 1, sellThreshold: 1 }),
    ...(logistic && { logistic: logisticResult(logistic, options) }),
    ...rest,
  }
}

function logisticResult({ series, cell }: LogisticScores, { trading, cellChosenBy }: BaselineOptions): LogisticResult {
  const selected = cellChosenBy === 'hindsight' ? undefined : cell
  const { buyThreshold, sellThreshold } = selected ?? thresholdMatrix(series, trading).best
  return {
    ...baselineResult(series, { ...trading, buyThreshold, sellThreshold }),
    cell: { buyThreshold, sellThreshold },
    cellChosenBy: selected ? 'validation' : 'hindsight',
  }
}

function baselineResult(series: readonly ScoredSeries[], rule: TradeRule): BaselineResult {
  const traded = series.map((one) => ({ series: one, trades: simulateTrades(one, rule) }))
  const trades = traded.flatMap((one) => one.trades)
  return {
    gain: trades.reduce((sum, { gain }) => sum + gain, 0),
    trades: trades.length,
    wins: trades.filter(({ gain }) => gain > 0).length,
    maxDrawdown: markedDrawdown(traded, rule.fee),
  }
}

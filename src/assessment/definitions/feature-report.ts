import type { Distribution } from '../../datasets/statistics/distribution.js'
import { driftNumber, type Drift } from '../../datasets/statistics/population-stability.js'
import type { MutualInformation } from '../../datasets/statistics/mutual-information.js'
import type { ReportSet, RowsReport } from './report-rows.js'

/** What is to be known of a feature set before a net is trained on it: plain data, as `--json` prints and the page reads. */
export interface FeatureReport {
  readonly format: 'followupward-features'
  readonly version: 1
  readonly definition: { readonly id: string; readonly version: number; readonly history: number }
  /** What the mutual information is with. */
  readonly target?: TargetSummary
  /** Whether candles come from a simulated market. */
  readonly simulated: boolean
  readonly sets: readonly ReportSet[]
  readonly bases: readonly string[]
  readonly rows: readonly RowsReport[]
  /** In the set's own order. */
  readonly columns: readonly ColumnReport[]
  readonly correlation: CorrelationReport
  readonly sample: SampleReport
}

export interface TargetSummary {
  readonly id: string
  readonly classes: readonly string[]
  /** Rows of each class in the sample. */
  readonly counts: readonly number[]
  /** Entropy of the label in bits: the most information that a column can have of it. */
  readonly entropy: number
}

export interface ColumnReport {
  readonly name: string
  /** Bases in which all rows have one value. */
  readonly constantIn: readonly string[]
  /** An earlier column that is the same in every row of every base. */
  readonly twin?: string
  /** Share of all rows. */
  readonly missing: number
  readonly infinite: number
  /**
   * Population stability index from training to each other set: the largest of the bases; infinite where the column is
   * constant in one of them and has other values in the other.
   */
  readonly drift: Readonly<Partial<Record<ReportSet, Drift>>>
  readonly information?: MutualInformation
  /** Index into the clusters of the correlation. */
  readonly cluster?: number
  readonly parts: readonly ColumnPart[]
}

/** One column of one base in one set. */
export interface ColumnPart {
  readonly base: string
  readonly set: ReportSet
  readonly distribution: Distribution
  /** Population stability index from this base's training rows. */
  readonly drift?: Drift
  /** Counts in bins of equal width over `span`, the same for all sets of a base; what lies outside is in the end bins. */
  readonly histogram: readonly number[]
  readonly span: readonly [number, number]
}

export interface CorrelationReport {
  readonly method: 'spearman'
  readonly linkage: 'complete'
  /** Every two columns of a cluster correlate at least so strongly, the sign aside. */
  readonly threshold: number
  /** Names of the columns, the largest cluster first. */
  readonly clusters: readonly (readonly string[])[]
  /** Indices of all columns, similar ones side by side. */
  readonly order: readonly number[]
  /** By `[column][column]`, in the set's own order, to four digits. */
  readonly matrix: readonly (readonly number[])[]
}

/** The rows that correlation and mutual information are computed from. */
export interface SampleReport {
  readonly set: ReportSet
  readonly rows: number
  /** Rows that they were drawn from, evenly over the time. */
  readonly of: number
  readonly seed: number
  readonly bins: number
  readonly shifts: number
}

/**
 * Sorts columns into the order in which one wants to look at them: those with errors first (values that are no numbers, constant or
 * double columns), then by what they tell of the target, then by how far they drift.
 */
export function sortByInterest(columns: readonly ColumnReport[]): ColumnReport[] {
  return columns.toSorted(
    (a, b) =>
      countColumnErrors(b) - countColumnErrors(a) ||
      (b.information?.bits ?? 0) - (a.information?.bits ?? 0) ||
      largestDrift(b) - largestDrift(a),
  )
}

/** The largest drift of a column from training to any set; 0 where there is none to compare with. */
export function largestDrift({ drift }: ColumnReport): number {
  return Math.max(0, ...Object.values(drift).map(driftNumber))
}

/** What makes the drifts of a column infinite: `constant in training, not in test`; a line for each set. */
export function infiniteDriftTexts({ drift, parts }: Pick<ColumnReport, 'drift' | 'parts'>): string[] {
  return Object.keys(drift).flatMap((set) => {
    const part = parts.find((one) => one.set === set && one.drift === 'infinite')
    if (!part) return []
    const training = parts.find((one) => one.set === 'training' && one.base === part.base)
    if (!isOneValue(training)) return [`constant in ${set}, not in training`]
    return [
      isOneValue(part) ? `constant in training, another constant in ${set}` : `constant in training, not in ${set}`,
    ]
  })
}

function isOneValue(part: ColumnPart | undefined): boolean {
  const figures = part?.distribution.figures
  return figures !== undefined && figures !== null && figures.min === figures.max
}

/** How many things are wrong with the values of a column. */
export function countColumnErrors({ missing, infinite, constantIn, twin }: ColumnReport): number {
  return Number(missing + infinite > 0) + Number(constantIn.length > 0) + Number(twin !== undefined)
}

import type { Ceiling } from './label-ceiling.js'
import type { ClassRuns } from './label-runs.js'
import type { ReportSet, RowsReport } from './report-rows.js'

/** What is to be known of a target before a net is trained on it: plain data, as `--json` prints and the page reads. */
export interface TargetReport {
  readonly format: 'followupward-targets'
  readonly version: 1
  readonly definition: {
    readonly id: string
    readonly version: number
    readonly history: number
    readonly horizon: number
    readonly classes: readonly string[]
  }
  /** Whether candles come from a simulated market. */
  readonly simulated: boolean
  readonly sets: readonly ReportSet[]
  readonly bases: readonly string[]
  readonly rows: readonly RowsReport[]
  /** One for each base and set with rows. */
  readonly parts: readonly LabelPart[]
  /** By set, over all bases. */
  readonly overall: readonly LabelTotals[]
  readonly months: readonly MonthBalance[]
  /** Absent where the classes are not hold, buy and sell. */
  readonly ceiling?: CeilingReport
}

/** The labels of one set. */
export interface LabelTotals {
  readonly set: ReportSet
  /** By class. */
  readonly runs: readonly ClassRuns[]
  readonly ceiling?: Ceiling
}

export interface LabelPart extends LabelTotals {
  readonly base: string
}

/** Rows of each class in a UTC month of one base in one set. */
export interface MonthBalance {
  readonly base: string
  readonly set: ReportSet
  /** `2023-08`. */
  readonly month: string
  readonly counts: readonly number[]
}

export interface CeilingReport {
  /** Share of each side's value that the exchange takes. */
  readonly fee: number
  /** Over all sets, in the order of time. */
  readonly overall: CeilingCurves
  readonly bases: readonly (CeilingCurves & { readonly base: string })[]
}

/** Summed gains over time. */
export interface CeilingCurves {
  readonly free: GainCurve
  readonly paid: GainCurve
  readonly hold: GainCurve
}

export interface GainCurve {
  /** Epoch minutes. */
  readonly minute: readonly number[]
  readonly gain: readonly number[]
}

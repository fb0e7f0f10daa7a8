import type { FeatureReport } from './feature-report.js'
import type { TargetReport } from './target-report.js'

/** What the page of a feature set's or a target's report reads. */
export interface DefinitionReportPage<Report extends FeatureReport | TargetReport> {
  readonly report: Report
  /** IANA name; how the page shows times. */
  readonly timeZone: string
  /** Epoch ms. */
  readonly madeAt: number
}

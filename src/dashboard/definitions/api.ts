import type { FeatureReport } from '../../assessment/definitions/feature-report.js'
import type { TargetReport } from '../../assessment/definitions/target-report.js'

export type DefinitionKind = 'features' | 'targets'

/** What `check` found about the source as it is now. */
export interface DefinitionCheck {
  /** `shipped`: part of the package and never checked here; `unchecked`: the workspace's own, never checked as it is now. */
  readonly state: 'passed' | 'failed' | 'shipped' | 'unchecked'
  readonly scope?: string
  readonly samples: readonly string[]
  readonly findings: readonly {
    readonly severity: 'failure' | 'note'
    readonly check: string
    readonly text: string
    readonly sample: string
  }[]
}

export interface DefinitionEntry {
  readonly kind: DefinitionKind
  readonly id: string
  readonly version: number
  /** Whether it is a file of the workspace. */
  readonly userDefined: boolean
  /** Minutes before a row that it reads. */
  readonly history: number
  /** Minutes after a row that a label reads. */
  readonly horizon?: number
  /** All columns of a feature set, lags counted. */
  readonly columns?: number
  readonly classes?: readonly string[]
  readonly check: DefinitionCheck
}

/** GET /api/definitions/overview */
export interface DefinitionsOverview {
  readonly entries: readonly DefinitionEntry[]
  /** Bases with candles. */
  readonly bases: readonly string[]
  /** Files of the workspace that could not be loaded, each in a line. */
  readonly errors: readonly string[]
}

export interface ReportRequest {
  readonly kind: DefinitionKind
  readonly id: string
  /** Of a feature set: the target that its columns are held against. */
  readonly target?: string | undefined
  /** Empty: all. */
  readonly bases: readonly string[]
}

/** GET /api/definitions/report: the last one that was made for this request. */
export interface StoredReport {
  /** Undefined where none was made yet. */
  readonly report?: FeatureReport | TargetReport
  readonly madeAt?: number
  /** Candles came or the definition's source changed since. */
  readonly stale?: boolean
  /** What makes it, to be copied into a terminal. */
  readonly command: string
}

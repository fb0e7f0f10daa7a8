import type { Calendar } from '../../core/calendar.js'
import type { DropReason, SetRows } from '../../datasets/set-rows.js'
import type { SetType } from '../../datasets/split-sets.js'
import type { FeatureReport } from './feature-report.js'
import type { TargetReport } from './target-report.js'

/** A set of rows in a report; `all` where nothing divides the time into sets. */
export type ReportSet = SetType | 'all'

/** The rows of one base in one set, as chosen. */
export interface ReportPart {
  readonly base: string
  readonly set: ReportSet
  readonly rows: SetRows
}

/** The rows of one base in one set, as a report shows them. */
export interface RowsReport {
  readonly base: string
  readonly set: ReportSet
  readonly rows: number
  /** Runs of successive rows. */
  readonly ranges: number
  /** Epoch ms of the first and the last row; null without rows. */
  readonly from: number | null
  readonly to: number | null
  /** Minutes of the set that are not used, by the first reason that applies. */
  readonly dropped: Readonly<Record<DropReason, number>>
  /** How many of them are dropped for an outage of which other base that is needed. */
  readonly neededOutages: Readonly<Record<string, number>>
  /** How many of those without candles lie before or after those of which other base that is needed. */
  readonly neededAbsences: Readonly<Record<string, number>>
}

export function describeRows({ base, set, rows }: ReportPart, calendar: Calendar): RowsReport {
  const [first, last] = [rows.runs[0], rows.runs.at(-1)]
  return {
    base,
    set,
    rows: rows.rows,
    ranges: rows.runs.length,
    from: first ? calendar.timeAt(first.from) : null,
    to: last ? calendar.timeAt(last.to - 1) : null,
    dropped: rows.dropped,
    neededOutages: rows.neededOutages,
    neededAbsences: rows.neededAbsences,
  }
}

/** What the page of a feature set's or a target's report reads. */
export interface DefinitionReportPage<Report extends FeatureReport | TargetReport> {
  readonly report: Report
  /** IANA name; how the page shows times. */
  readonly timeZone: string
  /** Epoch ms. */
  readonly madeAt: number
}

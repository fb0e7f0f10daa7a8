import type { ColumnReport, FeatureReport } from '../../../src/assessment/definitions/feature-report.js'

/** The column to look at first: the one that tells most of the target, else the one that drifts most. */
export function findInformativeColumn({ columns, target }: FeatureReport): ColumnReport | undefined {
  const value = ({ information, drift }: ColumnReport): number =>
    target ? (information?.bits ?? 0) : Math.max(0, ...Object.values(drift))
  return columns.toSorted((a, b) => value(b) - value(a))[0]
}

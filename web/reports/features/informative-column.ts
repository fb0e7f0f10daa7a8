import type { ColumnReport, FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { findLargestDrift } from './feature-state.js'

/** The column to look at first: the one that tells most of the target, else the one that drifts most. */
export function findInformativeColumn({ columns, target }: FeatureReport): ColumnReport | undefined {
  const value = (column: ColumnReport): number => (target ? (column.information?.bits ?? 0) : findLargestDrift(column))
  return columns.toSorted((a, b) => value(b) - value(a))[0]
}

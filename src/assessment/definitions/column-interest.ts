import type { ColumnReport } from './feature-report.js'

/**
 * The columns in the order in which one wants to look at them: those at fault first (values that are no numbers, constant or
 * double columns), then by what they tell of the target, then by how far they drift.
 */
export function sortByInterest(columns: readonly ColumnReport[]): ColumnReport[] {
  return columns.toSorted(
    (a, b) =>
      countColumnErrors(b) - countColumnErrors(a) ||
      (b.information?.bits ?? 0) - (a.information?.bits ?? 0) ||
      driftOf(b) - driftOf(a),
  )
}

/** The largest drift of a column from training to any set; 0 where there is none to compare with. */
export function driftOf({ drift }: ColumnReport): number {
  return Math.max(0, ...Object.values(drift))
}

/** How many things are wrong with the values of a column. */
export function countColumnErrors({ missing, infinite, constantIn, twin }: ColumnReport): number {
  return Number(missing + infinite > 0) + Number(constantIn.length > 0) + Number(twin !== undefined)
}

import type { ColumnReport, FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { comparedSets, driftTo } from './feature-state.js'

/** A column of the list with a bar for each value. */
export interface Measure {
  readonly id: string
  readonly title: string
  readonly note: string
  readonly valueOf: (column: ColumnReport, base: string | undefined) => number | undefined
  readonly digits: number
  /** The value of a full bar at least; larger values lengthen the scale, up to `most`. */
  readonly least: number
  readonly most: number
  /** What the bar's colour says. */
  readonly toneOf: (value: number) => string
}

/** What the mutual information and the drifts of this report are drawn as. */
export function measuresOf(report: FeatureReport): Measure[] {
  const { target } = report
  const information: Measure[] = target
    ? [
        {
          id: 'bits',
          title: 'Bits',
          note: `mutual information with ${target.id}, less what chance makes`,
          valueOf: ({ information: found }) => found?.bits,
          digits: 4,
          least: 0.001,
          most: Infinity,
          toneOf: () => 'accent',
        },
      ]
    : []
  const drifts = comparedSets(report).map((set): Measure => ({
    id: set,
    title: `PSI ${set}`,
    note: `population stability index from training to ${set}`,
    valueOf: (column, base) => driftTo(column, set, base),
    digits: 3,
    least: 0.25,
    most: 1,
    toneOf: (value) => (value >= 0.25 ? 'loss' : value >= 0.1 ? 'middle' : 'gain'),
  }))
  return [...information, ...drifts]
}

/** The columns by one measure, the largest value first; in the set's own order by none. */
export function sortedColumns(
  { columns }: FeatureReport,
  measures: readonly Measure[],
  id: string,
  base: string | undefined,
): readonly ColumnReport[] {
  const measure = measures.find((one) => one.id === id)
  if (!measure) return columns
  const value = (column: ColumnReport): number => measure.valueOf(column, base) ?? -1
  return columns.toSorted((a, b) => value(b) - value(a))
}

/** The value of a full bar. */
export function scaleOf(
  { valueOf, least, most }: Measure,
  columns: readonly ColumnReport[],
  base: string | undefined,
): number {
  return Math.min(most, Math.max(least, ...columns.map((column) => valueOf(column, base) ?? 0)))
}

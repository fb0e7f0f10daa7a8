import type { ColumnReport, FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import { comparedSets, computeDrift } from './feature-state.js'

/** A column of the list with a bar for each value. */
export interface Measure {
  readonly id: string
  readonly title: string
  readonly note: string
  readonly valueOf: (column: ColumnReport, base: string | undefined) => number | undefined
  readonly digits: number
  /** The value of a full bar at least; larger values lengthen the scale, up to `max`. */
  readonly min: number
  readonly max: number
  /** What the bar's colour says. */
  readonly toneOf: (value: number) => string
}

/** What the mutual information and the drifts of this report are drawn as. */
export function createMeasures(report: FeatureReport): Measure[] {
  const { target } = report
  const information: Measure[] = target
    ? [
        {
          id: 'bits',
          title: 'Bits',
          note: `mutual information with ${target.id}, less what chance makes`,
          valueOf: ({ information: found }) => found?.bits,
          digits: 4,
          min: 0.001,
          max: Infinity,
          toneOf: () => 'accent',
        },
      ]
    : []
  const drifts = comparedSets(report).map((set): Measure => ({
    id: set,
    title: `PSI ${set}`,
    note: `population stability index from training to ${set}`,
    valueOf: (column, base) => computeDrift(column, set, base),
    digits: 3,
    min: 0.25,
    max: 1,
    toneOf: (value) => (value >= 0.25 ? 'loss' : value >= 0.1 ? 'middle' : 'gain'),
  }))
  return [...information, ...drifts]
}

/** The columns by one measure, the largest value first; in the set's own order by none. */
export function sortColumns(
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
export function computeScale(
  { valueOf, min, max }: Measure,
  columns: readonly ColumnReport[],
  base: string | undefined,
): number {
  return Math.min(max, Math.max(min, ...columns.map((column) => valueOf(column, base) ?? 0)))
}

import type { ColumnPart, ColumnReport, FeatureReport } from '../../../src/assessment/definitions/feature-report.js'
import type { State } from '../definitions/state.js'

/** What the page of a feature set shows. */
export interface FeatureSelection {
  readonly column: ColumnReport
  /** The other one of a pair that was chosen. */
  readonly other: ColumnReport | undefined
  /** Undefined: all bases. */
  readonly base: string | undefined
}

export type FeatureState = State<FeatureSelection>

/** The column's largest drift to a set, of the chosen base or of all. */
export function computeDrift(column: ColumnReport, set: string, base: string | undefined): number | undefined {
  const drifts = column.parts.filter((part) => part.set === set && (base === undefined || part.base === base))
  const values = drifts.flatMap(({ drift }) => (drift === undefined ? [] : driftNumber(drift)))
  return values.length > 0 ? Math.max(...values) : undefined
}

/** A drift as a number; where a column is constant in one of the sets alone it has none and is infinite. */
export function driftNumber(drift: NonNullable<ColumnPart['drift']>): number {
  return drift === 'infinite' ? Infinity : drift
}

/** A drift to three digits. */
export function formatDrift(drift: number): string {
  return Number.isFinite(drift) ? drift.toFixed(3) : '∞'
}

/** The largest drift of a column to any set. */
export function findLargestDrift({ drift }: ColumnReport): number {
  return Math.max(0, ...Object.values(drift).map(driftNumber))
}

/** The sets that drift from training, in order. */
export function comparedSets({ sets }: FeatureReport): string[] {
  return sets.includes('training') ? sets.filter((set) => set !== 'training') : []
}

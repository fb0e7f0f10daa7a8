import type { Candles } from '../core/candles.js'
import type { Definition } from '../definitions/definition.js'

/** One stored column of a feature set; with `lags` it stands for `count` columns, each a view `step` rows further back. */
export interface FeatureColumn {
  /** Name in the store, unique in the set. */
  readonly name: string
  readonly lags?: Lags
}

export interface Lags {
  /** Number of lagged columns: lag 0 … count − 1. */
  readonly count: number
  /** Rows between two lags. */
  readonly step: number
  /** Name of the column of one lag. */
  readonly nameAt: (lag: number) => string
}

/**
 * A feature set: named Float32 columns, each a pure function of the candles up to and including its own minute.
 *
 * `history` counts the candles before a row that the row with all its lags needs. `compute` returns the stored columns
 * only, and those need just `columnHistory(set)` candles: its result has `rows − columnHistory(set)` rows.
 */
export interface FeatureSet extends Definition {
  /**
   * In output order. Neighbours whose lags have equal count and step form one group, expanded lag by lag:
   * all columns of lag 0, then all of lag 1, …
   */
  readonly columns: readonly FeatureColumn[]
  /**
   * What `compute` has for some of the columns at some rows of the candles, ascending, alone: the same bits, a value for each
   * row in one array a column. Worth its while where columns have long lags: a live row then needs just the rows that these
   * reach. Every row has `columnHistory` rows before it.
   */
  valuesAt?(candles: Candles, names: readonly string[], rows: readonly number[]): readonly Float32Array[]
}

/** Rows that the furthest lag lies back. */
export function lagSpan(set: Pick<FeatureSet, 'columns'>): number {
  return Math.max(0, ...set.columns.map((column) => (column.lags ? (column.lags.count - 1) * column.lags.step : 0)))
}

/** Candles before the first row of what `compute` returns. */
export function columnHistory(set: FeatureSet): number {
  return set.history - lagSpan(set)
}

/** Insists on the contract's shape; identity otherwise, so that the compiler infers and checks a definition in place. */
export function defineFeatureSet(set: FeatureSet): FeatureSet {
  return set
}

/** Whether something loaded at run time is a feature set. */
export function isFeatureSet(value: unknown): value is FeatureSet {
  if (typeof value !== 'object' || value === null) return false
  const candidate: Partial<Record<keyof FeatureSet, unknown>> = value
  return (
    typeof candidate.id === 'string' &&
    typeof candidate.version === 'number' &&
    typeof candidate.history === 'number' &&
    Array.isArray(candidate.columns) &&
    typeof candidate.compute === 'function'
  )
}

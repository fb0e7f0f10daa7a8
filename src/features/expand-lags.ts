import { type Candles, sliceCandles } from '../core/candles.js'
import { gridAfterHistory } from '../definitions/definition.js'
import { float32ColumnOf, type Frame } from '../core/frame.js'
import { expandValues, type LaggedValues } from './expand-values.js'
import { lagSpan, type FeatureColumn, type FeatureSet } from './feature-set.js'

/** One column as nets and files see it: the stored column, `offset` rows back. */
export interface ExpandedColumn {
  readonly name: string
  readonly stored: string
  readonly offset: number
}

/** Results of `expandedColumns`, by columns: a live row needs them every minute. */
const expandedCache = new WeakMap<readonly FeatureColumn[], readonly ExpandedColumn[]>()

/** All columns of a feature set with the lags expanded, in output order. */
export function expandedColumns({ columns }: Pick<FeatureSet, 'columns'>): readonly ExpandedColumn[] {
  const known = expandedCache.get(columns) ?? groupsOf(columns).flatMap(expandGroup)
  expandedCache.set(columns, known)
  return known
}

/** Neighbours whose lags have equal count and step, or that have none. */
function groupsOf(columns: readonly FeatureColumn[]): FeatureColumn[][] {
  const groups: FeatureColumn[][] = []
  for (const column of columns) {
    const group = groups.at(-1)
    const head = group?.[0]
    if (group && head && isSameLagging(head, column)) group.push(column)
    else groups.push([column])
  }
  return groups
}

function isSameLagging(a: FeatureColumn, b: FeatureColumn): boolean {
  return a.lags?.count === b.lags?.count && a.lags?.step === b.lags?.step
}

function expandGroup(group: readonly FeatureColumn[]): ExpandedColumn[] {
  return Array.from({ length: lagCount(group) }, (_, lag) =>
    group.map(({ name, lags }) => ({
      name: lags ? lags.nameAt(lag) : name,
      stored: name,
      offset: lags ? lag * lags.step : 0,
    })),
  ).flat()
}

/**
 * Writes dense rows into `out`, row-major: `rows.length` times as many values as the set has expanded columns. `rows` are
 * rows of `frame`, a frame of the set's stored columns, each with `lagSpan(set)` rows before it.
 */
export function expandRows(set: FeatureSet, frame: Frame, rows: Int32Array, out: Float32Array): void {
  requireExpandable(set, frame, rows, out)
  expandValues(laggedValues(set, frame), rows, out)
}

/** Lists the columns of a dense row with what they read of a frame of the set's stored columns. */
export function laggedValues(set: FeatureSet, frame: Frame): LaggedValues[] {
  return expandedColumns(set).map(({ stored, offset }) => ({ values: float32ColumnOf(frame, stored), offset }))
}

/** Throws RangeError where `expandRows` has not all that it reads, or no room for what it writes. */
export function requireExpandable(set: FeatureSet, frame: Frame, rows: Int32Array, out: Float32Array): void {
  const { length } = expandedColumns(set)
  if (out.length < rows.length * length) {
    throw new RangeError(
      `${rows.length} rows of ${set.id} need ${rows.length * length} values, there is room for ${out.length}`,
    )
  }
  assertInside(rows, lagSpan(set), frame.grid.rows)
}

function assertInside(rows: Int32Array, first: number, end: number): void {
  for (const row of rows) {
    if (row < first || row >= end)
      throw new RangeError(`row ${row} is not one of the rows ${first} … ${end - 1} that have all lags`)
  }
}

/**
 * The live path: the expanded values of the last candle, from the last `history + 1` candles alone, the same bits as in any
 * longer frame. Throws UserError where there are fewer.
 */
export function computeLastRow(set: FeatureSet, candles: Candles): Float32Array {
  const { rows } = gridAfterHistory(set.id, set.history, candles)
  const last = sliceCandles(candles, rows - 1, set.history + 1)
  if (set.valuesAt) return computeLastRowByGroups(set, last)
  const out = new Float32Array(expandedColumns(set).length)
  const frame = set.compute(last)
  expandRows(set, frame, Int32Array.of(frame.grid.rows - 1), out)
  return out
}

/** Computes each group of columns at the rows of its lags only. */
function computeLastRowByGroups(set: FeatureSet, candles: Candles): Float32Array {
  const row = new Float32Array(expandedColumns(set).length)
  let filled = 0
  for (const group of groupsOf(set.columns)) {
    const names = group.map(({ name }) => name)
    const lags = lagCount(group)
    const step = group[0]?.lags?.step ?? 0
    const oldest = candles.grid.rows - 1 - (lags - 1) * step
    const rows = Array.from({ length: lags }, (_, i) => oldest + i * step)
    const columns = set.valuesAt?.(candles, names, rows) ?? []
    for (let at = lags - 1; at >= 0; at--) {
      for (const values of columns) row[filled++] = values[at] ?? 0
    }
  }
  return row
}

/** Number of lags of a group's columns; 1 where they have none. */
function lagCount([first]: readonly FeatureColumn[]): number {
  return first?.lags?.count ?? 1
}

/**
 * The live path of nets that look at a window: the expanded values [rows, columns] of the last `rows` candles, the current one
 * last, the same bits as in any longer frame. Throws UserError where there are fewer than `history + rows` candles.
 */
export function computeLastRows(set: FeatureSet, candles: Candles, rows: number): Float32Array {
  if (rows === 1) return computeLastRow(set, candles)
  const from = gridAfterHistory(set.id, set.history + rows - 1, candles).rows - 1
  const frame = set.compute(sliceCandles(candles, from, set.history + rows))
  const out = new Float32Array(rows * expandedColumns(set).length)
  const first = frame.grid.rows - rows
  expandRows(
    set,
    frame,
    Int32Array.from({ length: rows }, (_, row) => first + row),
    out,
  )
  return out
}

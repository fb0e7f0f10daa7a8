import { columnOf, type Frame } from '../../core/frame.js'
import type { Grid } from '../../core/grid.js'
import { expandedColumns } from '../../features/expand-lags.js'
import type { FeatureSet } from '../../features/feature-set.js'
import type { ComputedTable } from './computed-table.js'

/** The rows of `grid` with their lags expanded; `frame` has all rows that the lags lie in. */
export function featureTable(set: FeatureSet, frame: Frame, grid: Grid): ComputedTable {
  const first = grid.first - frame.grid.first
  const columns = expandedColumns(set).map(({ name, stored, offset }) => ({
    name,
    values: columnOf(frame, stored),
    shift: first - offset,
  }))
  return { grid, columns }
}

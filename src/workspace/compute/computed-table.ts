import type { Column } from '../../core/frame.js'
import type { Grid } from '../../core/grid.js'

/**
 * What `compute` gives: dense columns over one grid. Lagged columns share the memory of the stored one they are views of:
 * the value of row `i` is `values[shift + i]`.
 */
export interface ComputedTable {
  readonly grid: Grid
  readonly columns: readonly TableView[]
  /** For a target: rows that have class 0 for want of a label. */
  readonly unlabelled?: number
}

export interface TableView {
  readonly name: string
  readonly values: Column
  readonly shift: number
}

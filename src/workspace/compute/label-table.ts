import type { Column, Frame } from '../../core/frame.js'
import type { Grid } from '../../core/grid.js'
import type { Target } from '../../targets/target.js'
import type { ComputedTable } from './computed-table.js'

/**
 * One row for each candle of `grid`. Rows without history, and the last `horizon` rows of `candles`, which are not final,
 * have class 0 (hold) and no value in the other columns.
 */
export function labelTable(target: Target, frame: Frame, candles: Grid, grid: Grid): ComputedTable {
  const finalEnd = candles.first + candles.rows - target.horizon
  const from = Math.max(grid.first, frame.grid.first)
  const to = Math.min(grid.first + grid.rows, frame.grid.first + frame.grid.rows, finalEnd)
  const columns = [...frame.columns].map(([name, values]) => {
    const padded = emptyColumn(values, grid.rows)
    if (to > from) padded.set(values.subarray(from - frame.grid.first, to - frame.grid.first), from - grid.first)
    return { name, values: padded, shift: 0 }
  })
  return { grid, columns, unlabelled: grid.rows - Math.max(0, to - from) }
}

function emptyColumn(like: Column, rows: number): Column {
  if (like instanceof Uint8Array) return new Uint8Array(rows)
  return (like instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows)).fill(Number.NaN)
}

import type { Column } from './frame.js'

/**
 * The column given, filled with a value for each row. `Float64Array.from` with a function first makes a list of all values in
 * the heap, ten times as large as some columns.
 */
export function fillFrom<Values extends Column | Int32Array>(column: Values, valueOf: (row: number) => number): Values {
  for (let row = 0; row < column.length; row++) column[row] = valueOf(row)
  return column
}

import { sliceGrid, type Grid } from './grid.js'

/** One column: Float64 for candles, Float32 for features and scores, Uint8 for labels and marks. */
export type Column = Float64Array | Float32Array | Uint8Array

/** Columns over one grid. There are no row objects: a row is an index into every column. */
export interface Frame {
  readonly grid: Grid
  /** In the defined order; every column has `grid.rows` values. */
  readonly columns: ReadonlyMap<string, Column>
}

/** Makes a frame. Throws RangeError unless every column has the grid's length and another name. */
export function makeFrame(grid: Grid, columns: Iterable<readonly [string, Column]>): Frame {
  const map = new Map<string, Column>()
  for (const [name, values] of columns) {
    if (values.length !== grid.rows) {
      throw new RangeError(`column ${name} has ${values.length} values, expected ${grid.rows}, one for each row`)
    }
    if (map.has(name)) throw new RangeError(`two columns are called ${name}`)
    map.set(name, values)
  }
  return { grid, columns: map }
}

/** The column of that name; an error that lists what there is where it is missing. */
export function columnOf(frame: Frame, name: string): Column {
  const values = frame.columns.get(name)
  if (!values) throw new RangeError(`no column ${name}; there are ${[...frame.columns.keys()].join(', ')}`)
  return values
}

/** Like `columnOf`, for a column that must be Float64. */
export function float64ColumnOf(frame: Frame, name: string): Float64Array {
  const values = columnOf(frame, name)
  if (!(values instanceof Float64Array)) throw new TypeError(`column ${name} is not Float64`)
  return values
}

/** Like `columnOf`, for a column that must be Float32. */
export function float32ColumnOf(frame: Frame, name: string): Float32Array {
  const values = columnOf(frame, name)
  if (!(values instanceof Float32Array)) throw new TypeError(`column ${name} is not Float32`)
  return values
}

/** Like `columnOf`, for a column that must be Uint8. */
export function uint8ColumnOf(frame: Frame, name: string): Uint8Array {
  const values = columnOf(frame, name)
  if (!(values instanceof Uint8Array)) throw new TypeError(`column ${name} is not Uint8`)
  return values
}

/** The rows `from … from + rows − 1` as a view: no value is copied. */
export function sliceFrame(frame: Frame, from: number, rows: number): Frame {
  const grid = sliceGrid(frame.grid, from, rows)
  return makeFrame(
    grid,
    [...frame.columns].map(([name, values]) => [name, values.subarray(from, from + rows)] as const),
  )
}

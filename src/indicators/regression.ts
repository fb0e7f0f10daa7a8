/** Least squares lines, one for each row from `span.from` on. */
export interface Regression {
  /** Change of the line a row, in units of the values. */
  readonly slope: Float64Array
  /** The line's value at the window's last row. */
  readonly last: Float64Array
}

/**
 * Which windows a rolling kernel evaluates. Windows end at the rows `from … values.length − 1` and reach `window − 1` rows
 * back, so `from >= window − 1`; result `i` belongs to row `from + i`.
 *
 * Sums are accumulated in blocks of `window` rows whose borders are absolute ordinals divisible by `window`: backwards from
 * the border that a window contains to its first row, forwards from there to its last. Every window is thus added up in one
 * order, whatever rows are evaluated around it: the same bits, one pass, and no error that grows along the way.
 */
export interface RollingSpan {
  /** Ordinal of row 0: `candles.grid.first`. */
  readonly first: number
  /** Rows of a window. */
  readonly window: number
  /** First row that is evaluated. */
  readonly from: number
}

/** Throws RangeError unless the window is a whole number of rows that are there at row `from`. */
export function requireWindow({ window, from }: Pick<RollingSpan, 'window' | 'from'>): void {
  if (Number.isInteger(window) && window >= 1 && from >= window - 1) return
  throw new RangeError(`a window of ${window} rows does not end at row ${from}`)
}

/** Row of the block border that lies inside the window ending at row `from`. */
export function firstBorder(span: RollingSpan): number {
  requireWindow(span)
  const { first, window, from } = span
  const ordinal = first + from
  return from - (ordinal - Math.floor(ordinal / window) * window)
}

/** Which rows an indicator of a period evaluates: all from row `from` on; result `i` belongs to row `from + i`. */
export interface PeriodSpan {
  /** Ordinal of row 0: `candles.grid.first`. */
  readonly first: number
  readonly from: number
  /** The indicator's period, in rows. */
  readonly period: number
}

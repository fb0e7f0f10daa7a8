/** Which rows an indicator of a period is wanted for: all from row `from` on; result `i` belongs to row `from + i`. */
export interface PeriodSpan {
  /** Ordinal of row 0. */
  readonly first: number
  readonly from: number
  /** The indicator's period, in rows. */
  readonly period: number
}

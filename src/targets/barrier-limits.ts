/** How far prices must go, as shares of the value before the row: `down` is negative, `up` positive. */
export interface BarrierLimits {
  /** Rows after a row that are looked at beside itself. */
  readonly ahead: number
  readonly down: number
  readonly up: number
}

/** What stands for each outcome in the result. */
export interface TouchCodes {
  readonly none: number
  readonly rise: number
  readonly fall: number
}

/** How far prices must go, as shares of the value before the row: `down` is negative, `up` positive. */
export interface CrossingLimits {
  /** Rows after a row that are looked at beside itself. */
  readonly ahead: number
  readonly down: number
  readonly up: number
}

/** What begins with a row. */
export const BEGUN = { none: 0, rise: 1, fall: 2 } as const

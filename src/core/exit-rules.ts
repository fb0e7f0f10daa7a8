/** What sells a position without a signal. A rule that is left out, or 0, never does. */
export interface ExitRules {
  /**
   * Sells at the close of the minute in which the close has been below the purchase for more than so many minutes in a row; a buy
   * signal begins the count anew.
   */
  readonly lossMinutes?: number | undefined
}

/** A position is sold by its threshold alone. */
export const NO_EXITS: ExitRules = {}

/** Whether any of the rules can sell. */
export function hasExits(exits: ExitRules | undefined = NO_EXITS): boolean {
  return Boolean(exits.lossMinutes)
}

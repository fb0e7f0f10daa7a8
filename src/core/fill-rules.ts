/** What market orders may be filled at: the close of the minute that decides, or the next open with half the spread and slippage. */
export const FILL_MODELS = ['close', 'realistic'] as const
export type FillModelName = (typeof FILL_MODELS)[number]

/** How orders are filled, and what realistic fills take for granted. */
export interface FillRules {
  readonly fills: FillModelName
  /** Value of an order in quote. */
  readonly stake: number
  /** Share of a minute's range that an order as large as its volume moves the price by. */
  readonly impact: number
}

/** The rules where nobody sets others; stake and impact are assumptions, not measurements. */
export const DEFAULT_FILLS: FillRules = { fills: 'realistic', stake: 1000, impact: 0.1 }

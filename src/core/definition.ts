import type { Candles } from './candles.js'
import type { Frame } from './frame.js'

/** What every computed frame has in common: who makes it, and how much of the past it reads. */
export interface Definition {
  /** Equals the name of the file that holds it. */
  readonly id: string
  /** Raised whenever the formula changes on purpose; the hash of the source catches the times when it was forgotten. */
  readonly version: number
  /**
   * Candles before the first row of the result that `compute` reads. Its result begins at row `history` of the candles
   * and has `candles.grid.rows − history` rows. The value at a minute is the same bits whatever candles came before those.
   */
  readonly history: number
  /** Pure: the same candles give the same bits; candles are never written to. */
  compute(candles: Candles): Frame
}

import type { CandleColumn } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'

/** A minute for which two sources have different values. */
export interface CandleConflict {
  readonly time: number
  /** The columns that differ. */
  readonly differing: readonly { readonly column: CandleColumn; readonly stored: number; readonly fresh: number }[]
}

/** Candles contradict stored ones, and nobody has said who wins. */
export class CandleConflictError extends UserError {
  /** The first of them. */
  readonly conflicts: readonly CandleConflict[]
  /** All of them. */
  readonly count: number

  constructor(message: string, conflicts: readonly CandleConflict[], count: number) {
    super(message)
    this.conflicts = conflicts
    this.count = count
  }
}

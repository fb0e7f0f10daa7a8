import { UserError } from '../core/errors.js'
import { isoRange, type TimeRange } from '../core/time.js'

/** What is read of another base than the one that it is about. */
export interface NeededRead {
  /** The definition that needs the other base. */
  readonly id: string
  readonly base: string
  /** Minutes of that base that were never imported. */
  readonly range: TimeRange
  /** What reads them: `training rows of fil`. */
  readonly reader: string
}

/** The refusal of rows that read minutes of a needed base that were never imported: their values would be invented. */
export function neverImportedError({ id, base, range, reader }: NeededRead): UserError {
  return new UserError(
    `${id} needs candles of ${base}: those from ${isoRange(range)} were never imported, and ${reader} read them; import them, or leave that time out`,
  )
}

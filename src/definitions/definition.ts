import type { CandleColumn, Candles } from '../core/candles.js'
import { UserError } from '../core/errors.js'
import { RequestError } from '../core/request-error.js'
import type { Frame } from '../core/frame.js'
import { rangeOf, sliceGrid, timeAt, type Grid } from '../core/grid.js'
import { isoMinute, isoRange } from '../core/time.js'

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
  /**
   * The candle columns that `compute` reads, of its own base; without it, all. Where others are not asked for they are neither
   * read from the store nor handed to threads, and there asking for one throws. Not for definitions with `needs`.
   */
  readonly reads?: readonly CandleColumn[]
  /** Names of other bases, lower case, whose candles `compute` reads beside those of its own base: `['btc']`. */
  readonly needs?: readonly string[]
  /** Pure: the same candles give the same bits; candles are never written to. */
  compute(candles: Candles): Frame
}

/**
 * The grid of what a definition makes of these candles: all rows that have `history` candles before them. Throws UserError
 * where there is none.
 */
export function gridAfterHistory(id: string, history: number, candles: Pick<Candles, 'grid'>): Grid {
  const { grid } = candles
  if (grid.rows > history) return sliceGrid(grid, history, grid.rows - history)
  const there = grid.rows > 0 ? `there are ${grid.rows}, from ${isoMinute(timeAt(grid, 0))}` : 'there are none'
  throw new UserError(
    `${id} needs at least ${history + 1} candles (its history and one more), ${there}; add earlier ones`,
  )
}

/**
 * Candles of another base over the same grid. Throws UserError where they are not at hand: it says what to do about it.
 */
export function otherCandles({ others, grid }: Candles, base: string): Candles {
  const other = others?.get(base)
  if (!other) {
    throw new RequestError(
      `candles of ${base} are needed beside these; name it in the definition's needs, and give its file too ({candles} ${base}=FILE) or compute from stored candles ({base})`,
    )
  }
  if (other.grid.first === grid.first && other.grid.rows === grid.rows) return other
  throw new UserError(
    `candles of ${base} cover ${isoRange(rangeOf(other.grid))}, expected ${isoRange(rangeOf(grid))} as the others; import them`,
  )
}

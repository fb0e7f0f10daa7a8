import { requireNumber, requireInteger } from '../core/require-option.js'
import { logReturn } from '../indicators/pct-change.js'
import { rollingStd } from '../indicators/rolling-std.js'

/** Two barriers around the current close, as far away as the price usually moves, and a third one in time. */
export interface VolatilityBarriers {
  /** Candles after which a label ends that has met no barrier. */
  readonly horizon: number
  /** Distance of the barriers, in standard deviations of the price's change over the horizon. */
  readonly deviations: number
  /** The smallest distance, relative to the close: a nearer barrier would not pay its fees. */
  readonly minReturn: number
  /** Candles over which the deviation of one candle's log return is taken; it grows with the root of the horizon. */
  readonly volatilityWindow: number
}

/** Where the closes after each row first touch a barrier. */
export interface BarrierTouches {
  /** Candles until the touch; the horizon where there is none, fewer where the candles end before. */
  readonly length: Int32Array
  /** 1 for the upper barrier, −1 for the lower, 0 for none. */
  readonly side: Int8Array
  /** Change of the close until then, relative to the close of the row. */
  readonly change: Float64Array
}

/** Throws RangeError where an option is out of range. A deviation needs at least two returns. */
export function requireBarriers({ horizon, deviations, minReturn, volatilityWindow }: VolatilityBarriers): void {
  requireInteger('horizon', horizon, 1)
  requireNumber('deviations', deviations, { min: 0 })
  requireNumber('minReturn', minReturn, { min: 0 })
  requireInteger('volatilityWindow', volatilityWindow, 2)
}

/** Candles before a row that its barriers read. */
export function barrierHistory({ volatilityWindow }: VolatilityBarriers): number {
  return volatilityWindow
}

/**
 * Finds the first touch for each row from `from` on. Only closes touch: where both barriers lie inside one candle nobody knows
 * which came first, and orders are filled at the close too. Reads `barrierHistory` candles before a row and `horizon` after.
 */
export function barrierTouches(
  close: Float64Array,
  first: number,
  from: number,
  barriers: VolatilityBarriers,
): BarrierTouches {
  const widths = barrierWidths(close, first, from, barriers)
  const rows = widths.length
  const touches = { length: new Int32Array(rows), side: new Int8Array(rows), change: new Float64Array(rows) }
  for (let i = 0; i < rows; i++) writeTouch(close, from + i, widths[i] ?? 0, barriers.horizon, touches, i)
  return touches
}

function barrierWidths(close: Float64Array, first: number, from: number, barriers: VolatilityBarriers): Float64Array {
  const { horizon, deviations, minReturn, volatilityWindow: window } = barriers
  const begin = from - window + 1
  const returns = logReturn(close, { period: 1, from: begin })
  const widths = rollingStd(returns, { first: first + begin, window, from: window - 1 })
  const factor = deviations * Math.sqrt(horizon)
  for (let i = 0; i < widths.length; i++) widths[i] = Math.max(minReturn, factor * (widths[i] ?? 0))
  return widths
}

/** Writes the touch of one row. Takes plain numbers because it runs once for every row. */
function writeTouch(
  close: Float64Array,
  row: number,
  width: number,
  horizon: number,
  touches: BarrierTouches,
  i: number,
): void {
  const now = close[row] ?? 0
  const end = Math.min(row + horizon, close.length - 1)
  // Few closes are near a barrier: only these are divided. One that did not move touches none, also where the barriers have no
  // width.
  const near = Math.max(0.999999 * width * now, Number.MIN_VALUE)
  let at = row
  let moved = 0
  while (at < end) {
    at++
    moved = (close[at] ?? 0) - now
    if (Math.abs(moved) < near || Math.abs(moved / now) < width) continue
    touches.side[i] = moved > 0 ? 1 : -1
    break
  }
  touches.length[i] = at - row
  touches.change[i] = moved / now
}

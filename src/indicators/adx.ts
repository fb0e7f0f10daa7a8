import { ema, emaWindow, wilderAlpha } from './ema.js'
import type { PeriodSpan } from './rolling-span.js'
import { trueRange, type Prices } from './true-range.js'

/** Wilder's directional movement; all three 0 … 100. */
export interface Adx {
  /** Average directional index (ADX): how strong a trend is, whichever way it goes. */
  readonly adx: Float64Array
  /** Share of the true range that went up (+DI), and down (−DI). */
  readonly plusDi: Float64Array
  readonly minusDi: Float64Array
}

/** Rows before the first result that `adx` reads: 621 for a period of 14. */
export function adxHistory(period: number): number {
  return 2 * emaWindow(wilderAlpha(period)) - 1
}

/**
 * Average directional index and its two directional indicators (Wilder, New Concepts in Technical Trading Systems, 1978); 0 where
 * the price did not move.
 * @returns one value for each row from `from` on
 */
export function adx(prices: Prices, { first, from, period }: PeriodSpan): Adx {
  const history = adxHistory(period)
  if (from < history) throw new RangeError(`the ADX over ${period} rows begins at row ${history}, not ${from}`)
  const alpha = wilderAlpha(period)
  const memory = emaWindow(alpha)
  const begin = from - history + 1
  const smooth = (values: Float64Array): Float64Array => ema(values, { first: first + begin, from: memory - 1, alpha })
  const range = smooth(trueRange(prices, begin))
  const share = (movement: Float64Array): Float64Array =>
    smooth(movement).map((value, i) => (range[i] === 0 ? 0 : (100 * value) / (range[i] ?? 0)))
  const movements = movementsOf(prices, begin)
  const plusDi = share(movements.up)
  const minusDi = share(movements.down)
  const spread = plusDi.map((value, i) => {
    const other = minusDi[i] ?? 0
    return value + other === 0 ? 0 : (100 * Math.abs(value - other)) / (value + other)
  })
  const trend = ema(spread, { first: first + begin + memory - 1, from: memory - 1, alpha })
  return { adx: trend, plusDi: plusDi.slice(memory - 1), minusDi: minusDi.slice(memory - 1) }
}

/** How far each candle reaches beyond the one before, on the side where it reaches further. */
function movementsOf({ high, low, close }: Prices, begin: number): { up: Float64Array; down: Float64Array } {
  const up = new Float64Array(Math.max(0, close.length - begin))
  const down = new Float64Array(up.length)
  for (let i = 0; i < up.length; i++) {
    const row = begin + i
    const rise = (high[row] ?? 0) - (high[row - 1] ?? 0)
    const fall = (low[row - 1] ?? 0) - (low[row] ?? 0)
    if (rise > fall && rise > 0) up[i] = rise
    if (fall > rise && fall > 0) down[i] = fall
  }
  return { up, down }
}

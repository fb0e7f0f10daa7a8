import { ema, emaWindow, wilderAlpha } from './ema.js'
import type { PeriodSpan } from './rolling-span.js'

/** Rows before the first result that `rsi` reads: 311 for a period of 14. */
export function rsiHistory(period: number): number {
  return emaWindow(wilderAlpha(period))
}

/**
 * Relative strength index (Wilder, New Concepts in Technical Trading Systems, 1978): 100 · G / (G + L), G and L Wilder's means of
 * the rises and of the falls; 50 where nothing moved.
 * @returns one value, 0 … 100, for each row from `from` on
 */
export function rsi(values: Float64Array, { first, from, period }: PeriodSpan): Float64Array {
  const memory = rsiHistory(period)
  const begin = from - memory + 1
  if (begin < 1) throw new RangeError(`the RSI over ${period} rows begins at row ${memory}, not ${from}`)
  const rises = new Float64Array(Math.max(0, values.length - begin))
  const falls = new Float64Array(rises.length)
  for (let i = 0; i < rises.length; i++) {
    const change = (values[begin + i] ?? 0) - (values[begin + i - 1] ?? 0)
    if (change > 0) rises[i] = change
    else falls[i] = -change
  }
  const span = { first: first + begin, from: memory - 1, alpha: wilderAlpha(period) }
  const gain = ema(rises, span)
  const loss = ema(falls, span)
  return gain.map((up, i) => {
    const moved = up + (loss[i] ?? 0)
    return moved === 0 ? 50 : (100 * up) / moved
  })
}

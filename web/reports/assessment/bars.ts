import type { ReportBase } from '../../../src/assessment/report/report-data.js'
import { float32Of, int32Of } from '../packed.js'

/** Bars of one interval; without candles in the file open, high and low are the closes. */
export interface Bars {
  /** Minutes that a bar covers. */
  readonly interval: number
  readonly length: number
  /** Epoch minutes, ascending. */
  readonly minute: Int32Array
  readonly open: Float32Array
  readonly high: Float32Array
  readonly low: Float32Array
  readonly close: Float32Array
}

export const INTERVALS: readonly number[] = [1, 5, 15, 60, 240, 1440]

/** The bars as the file holds them. */
export function decodeBars({ bars }: ReportBase): Bars {
  const minute = int32Of(bars.minute)
  const close = float32Of(bars.close)
  const column = (packed: string | undefined): Float32Array => (packed === undefined ? close : float32Of(packed))
  const { range } = bars
  return {
    interval: bars.interval,
    length: minute.length,
    minute,
    open: column(range?.open),
    high: column(range?.high),
    low: column(range?.low),
    close,
  }
}

/** Coarser bars, aligned to whole intervals. */
export function resampleBars(bars: Bars, interval: number): Bars {
  if (interval <= bars.interval) return bars
  const minute = new Int32Array(bars.length)
  const [open, high, low, close] = [0, 1, 2, 3].map(() => new Float32Array(bars.length))
  if (!open || !high || !low || !close) return bars
  let length = 0
  for (let row = 0; row < bars.length; row++) {
    const start = Math.floor((bars.minute[row] ?? 0) / interval) * interval
    if (length === 0 || minute[length - 1] !== start) {
      minute[length] = start
      open[length] = bars.open[row] ?? 0
      high[length] = bars.high[row] ?? 0
      low[length] = bars.low[row] ?? 0
      length++
    }
    const last = length - 1
    high[last] = Math.max(high[last] ?? 0, bars.high[row] ?? 0)
    low[last] = Math.min(low[last] ?? 0, bars.low[row] ?? 0)
    close[last] = bars.close[row] ?? 0
  }
  return { interval, length, minute, open, high, low, close }
}

/** Index of the last bar that begins at or before `minute`; −1 before the first. */
export function barAt({ minute: minutes, length }: Bars, minute: number): number {
  let low = 0
  let high = length
  while (low < high) {
    const middle = (low + high) >>> 1
    if ((minutes[middle] ?? 0) <= minute) low = middle + 1
    else high = middle
  }
  return low - 1
}

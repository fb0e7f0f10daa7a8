import { INTERVALS, barAt, resampleBars, type Bars } from './bars.js'

/** Bars on the screen above which a coarser interval is drawn, and bars handed to the chart at once. */
const MAX_VISIBLE_BARS = 900
const MAX_LOADED_BARS = 16_000

/** Epoch minutes, both inside. */
export interface MinuteRange {
  readonly from: number
  readonly to: number
}

/** The bars that the chart has: rows `first … last` of `bars`. */
export interface BarWindow extends MinuteRange {
  readonly bars: Bars
  readonly first: number
  readonly last: number
}

export function fullRange({ minute, length }: Bars): MinuteRange {
  return { from: minute[0] ?? 0, to: minute[length - 1] ?? 0 }
}

/** The window for what is to be seen: the finest interval that is not too crowded, and room to either side. */
export function selectWindow(bars: Bars, visible: MinuteRange): BarWindow {
  const resampled = resampleBars(bars, selectInterval(bars, visible))
  const centre = barAt(resampled, (visible.from + visible.to) / 2)
  const first = Math.max(0, Math.min(centre - MAX_LOADED_BARS / 2, resampled.length - MAX_LOADED_BARS))
  const last = Math.min(resampled.length, first + MAX_LOADED_BARS) - 1
  return { bars: resampled, first, last, from: resampled.minute[first] ?? 0, to: resampled.minute[last] ?? 0 }
}

/** Whether another interval fits better, or the screen has reached an end of the window that is no end of the bars. */
export function needsReload(loaded: BarWindow, bars: Bars, visible: MinuteRange): boolean {
  if (loaded.bars.interval !== selectInterval(bars, visible)) return true
  const missesLeft = visible.from <= loaded.from && loaded.first > 0
  const missesRight = visible.to >= loaded.to && loaded.last < loaded.bars.length - 1
  return missesLeft || missesRight
}

function selectInterval(bars: Bars, visible: MinuteRange): number {
  const fits = INTERVALS.find((interval) => (visible.to - visible.from) / interval <= MAX_VISIBLE_BARS) ?? 1440
  return Math.max(bars.interval, fits)
}

import { INTERVALS, barAt, coarser, type Bars } from './bars.js'

/** Bars on the screen above which a coarser interval is drawn, and bars handed to the chart at once. */
const MOST_VISIBLE = 900
const MOST_LOADED = 16_000

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
export function windowFor(bars: Bars, visible: MinuteRange): BarWindow {
  const shown = coarser(bars, wantedInterval(bars, visible))
  const centre = barAt(shown, (visible.from + visible.to) / 2)
  const first = Math.max(0, Math.min(centre - MOST_LOADED / 2, shown.length - MOST_LOADED))
  const last = Math.min(shown.length, first + MOST_LOADED) - 1
  return { bars: shown, first, last, from: shown.minute[first] ?? 0, to: shown.minute[last] ?? 0 }
}

/** Whether another interval fits better, or the screen has reached an end of the window that is no end of the bars. */
export function isOutgrown(loaded: BarWindow, bars: Bars, visible: MinuteRange): boolean {
  if (loaded.bars.interval !== wantedInterval(bars, visible)) return true
  const missesLeft = visible.from <= loaded.from && loaded.first > 0
  const missesRight = visible.to >= loaded.to && loaded.last < loaded.bars.length - 1
  return missesLeft || missesRight
}

function wantedInterval(bars: Bars, visible: MinuteRange): number {
  const fits = INTERVALS.find((interval) => (visible.to - visible.from) / interval <= MOST_VISIBLE) ?? 1440
  return Math.max(bars.interval, fits)
}

import type { Span } from '../../../src/dashboard/market/api.js'
import type { Level } from './levels.js'

/** Pixels that a bar takes at least. */
const BAR_WIDTH = 2
/** Share of the window that lies behind a focus: what came next belongs to the picture. */
const AFTER = 0.15
/** Share of the window that it begins earlier, so that the label of its first full hour or day is whole. */
const BEFORE = 0.05
/** Windows that are loaded on either side of the one that is visible, so that panning has room. */
const MARGIN = 1
const MAX_POINTS = 6000
const MIN_SPAN = 20 * 60_000

/** Whether two spans have any time in common. */
export function overlaps(a: Span, b: Span): boolean {
  return a.from < b.to && a.to > b.from
}

/**
 * What a chart shows at first: all, or its span before the focus and a little after it, or up to the end. Around a focus
 * outside the candles there may be none of them.
 */
export function computeInitialWindow(level: Level, range: Span, focus: number | undefined): Span {
  const { span } = level
  if (span === undefined) return range
  if (focus !== undefined && (focus < range.from || focus >= range.to)) {
    return { from: focus - (1 + BEFORE - AFTER) * span, to: focus + AFTER * span }
  }
  const to = focus === undefined ? range.to : Math.min(range.to, focus + AFTER * span)
  return { from: Math.max(to - (1 + BEFORE) * span, Math.min(range.from, to - MIN_SPAN)), to }
}

/** Which bars to ask for so that `visible` is drawn well: some more on either side, in the detail that the width allows. */
export interface LoadedWindow extends Span {
  readonly points: number
}

export function computeLoadedWindow(visible: Span, range: Span, width: number): LoadedWindow {
  const span = Math.max(MIN_SPAN, visible.to - visible.from)
  const from = Math.max(range.from, visible.from - MARGIN * span)
  const to = Math.min(range.to, visible.to + MARGIN * span)
  const loadedSpan = Math.max(MIN_SPAN, to - from)
  const pointCount = (Math.max(120, width) / BAR_WIDTH) * (loadedSpan / span)
  return { from: Math.floor(Math.min(from, to - MIN_SPAN)), to: Math.ceil(to), points: roundPoints(pointCount) }
}

/** In steps, so that a chart that is a pixel wider does not ask for other bars. */
function roundPoints(count: number): number {
  return Math.min(MAX_POINTS, Math.max(40, Math.ceil(count / 40) * 40))
}

/** Whether the visible part has left the loaded one, or another detail would fit: so much finer, or so much coarser. */
export function needsReload(visible: Span, loaded: LoadedWindow, range: Span, width: number): boolean {
  const misses =
    (visible.from < loaded.from && loaded.from > range.from) || (visible.to > loaded.to && loaded.to < range.to)
  if (misses) return true
  const next = computeLoadedWindow(visible, range, width)
  const density = loaded.points / (loaded.to - loaded.from)
  const nextDensity = next.points / (next.to - next.from)
  return nextDensity > 1.7 * density || nextDensity < density / 3
}

/** A window that is `factor` times as long. A time in it stays where it is on the screen: `anchor`, else the middle. */
export function zoomWindow({ from, to }: Span, factor: number, anchor?: number): Span {
  const fixed = anchor !== undefined && anchor >= from && anchor <= to ? anchor : (from + to) / 2
  const length = Math.max(Math.min(MIN_SPAN, to - from), (to - from) * factor)
  const start = fixed - ((fixed - from) / (to - from)) * length
  return { from: start, to: start + length }
}

export function panWindow({ from, to }: Span, share: number): Span {
  const by = share * (to - from)
  return { from: from + by, to: to + by }
}

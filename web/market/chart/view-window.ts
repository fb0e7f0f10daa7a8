import type { Span } from '../../../src/dashboard/market/api.js'
import type { Level } from './levels.js'

/** Pixels that a bar takes at least. */
const BAR_WIDTH = 2
/** Share of the window that lies behind a focus: what came next belongs to the picture. */
const AFTER = 0.15
/** Share of the window that it begins earlier, so that the label of its first full hour or day is whole. */
const BEFORE = 0.05
/** Windows that are loaded on either side of the one that is seen, so that panning has room. */
const MARGIN = 1
const MAX_POINTS = 6000
const LEAST_SPAN = 20 * 60_000

/** What a chart shows at first: all, or its span before the focus and a little after it, or up to the end. */
export function startWindow(level: Level, range: Span, focus: number | undefined): Span {
  const { span } = level
  if (span === undefined) return range
  const to = focus === undefined ? range.to : Math.min(range.to, focus + AFTER * span)
  return { from: Math.max(to - (1 + BEFORE) * span, Math.min(range.from, to - LEAST_SPAN)), to }
}

/** Which bars to ask for so that `seen` is drawn well: some more on either side, in the detail that the width allows. */
export interface LoadedWindow extends Span {
  readonly points: number
}

export function loadedWindow(seen: Span, range: Span, width: number): LoadedWindow {
  const span = Math.max(LEAST_SPAN, seen.to - seen.from)
  const from = Math.max(range.from, seen.from - MARGIN * span)
  const to = Math.min(range.to, seen.to + MARGIN * span)
  const formatInteger = Math.max(LEAST_SPAN, to - from)
  const wanted = (Math.max(120, width) / BAR_WIDTH) * (formatInteger / span)
  return { from: Math.floor(Math.min(from, to - LEAST_SPAN)), to: Math.ceil(to), points: pointsOf(wanted) }
}

/** In steps, so that a chart that is a pixel wider does not ask for other bars. */
function pointsOf(wanted: number): number {
  return Math.min(MAX_POINTS, Math.max(40, Math.ceil(wanted / 40) * 40))
}

/** Whether what is seen has left what is loaded, or another detail would fit: so much finer, or so much coarser. */
export function isOutgrown(seen: Span, loaded: LoadedWindow, range: Span, width: number): boolean {
  const misses = (seen.from < loaded.from && loaded.from > range.from) || (seen.to > loaded.to && loaded.to < range.to)
  if (misses) return true
  const next = loadedWindow(seen, range, width)
  const density = loaded.points / (loaded.to - loaded.from)
  const wanted = next.points / (next.to - next.from)
  return wanted > 1.7 * density || wanted < density / 3
}

/** The part of a window that a wheel or a key leaves of it, around its middle. */
export function zoomed({ from, to }: Span, factor: number): Span {
  const middle = (from + to) / 2
  const half = Math.max(LEAST_SPAN, (to - from) * factor) / 2
  return { from: middle - half, to: middle + half }
}

export function moved({ from, to }: Span, share: number): Span {
  const by = share * (to - from)
  return { from: from + by, to: to + by }
}

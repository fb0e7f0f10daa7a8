import type { PriceQuery } from './assessment-source.js'

/** A part of time, epoch ms. */
export interface Span {
  readonly from: number
  readonly to: number
}

const MINUTE = 60_000
/** Bars on the screen at most; fewer than the second number may be finer. */
const VISIBLE_BARS = { max: 900, min: 150 }

/** The trade's own time before and after it, an hour at least. */
export function rangeAround({ buyTime, sellTime }: { readonly buyTime: number; readonly sellTime: number }): Span {
  const margin = Math.max(60 * MINUTE, sellTime - buyTime)
  return { from: buyTime - margin, to: sellTime + margin }
}

/** The part of a span inside of another one, in whole minutes and at least one of them. */
export function clampSpan({ from, to }: Span, full: Span): Span {
  const left = Math.min(Math.max(full.from, Math.floor(from / MINUTE) * MINUTE), full.to - MINUTE)
  const right = Math.max(left + MINUTE, Math.min(full.to, Math.ceil(to / MINUTE) * MINUTE))
  return { from: left, to: right }
}

/** The bars for a view: as much to either side of it as it is wide, as far as there is any, so that a reader can turn there. */
export function planBars({ from, to }: Span, full: Span): Omit<PriceQuery, 'base'> {
  const width = to - from
  const window = { from: Math.max(full.from, from - width), to: Math.min(full.to, to + width) }
  return { ...window, points: Math.ceil((VISIBLE_BARS.max * (window.to - window.from)) / width) }
}

interface LoadedBars {
  readonly first: number
  readonly interval: number
  readonly rows: number
  readonly finest: number
}

/** Whether other bars would show a view better: finer ones, or some beyond an end of those that are loaded. */
export function needsOtherBars({ first, interval, rows, finest }: LoadedBars, view: Span, full: Span): boolean {
  if (interval > finest && (view.to - view.from) / interval < VISIBLE_BARS.min) return true
  const end = first + (rows - 1) * interval
  const missesLeft = view.from <= first && first > full.from
  return missesLeft || (view.to >= end && end + interval < full.to)
}

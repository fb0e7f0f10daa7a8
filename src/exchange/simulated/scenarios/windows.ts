import type { TimeRange } from '../../../core/time.js'

/**
 * One window of `lasts` ms in each `every` ms of time since the epoch, at a place that `draw` decides for each: the same
 * windows whoever asks, and when. Returns the window that a time lies in.
 */
export function windows(
  every: number,
  lasts: number,
  draw: (index: number) => number,
): (time: number) => TimeRange | undefined {
  return (time) => {
    const index = Math.floor(time / every)
    const from = Math.floor(index * every + draw(index) * Math.max(0, every - lasts))
    return time >= from && time < from + lasts ? { from, to: from + lasts } : undefined
  }
}

import type { ScoredSeries } from './scored-series.js'

/** How often a class is the label, and how many separate occasions these rows come from. */
export interface LabelCount {
  readonly rows: number
  /** Runs of successive rows with this label; a run ends with its contiguous range. */
  readonly events: number
}

/** By class: hold, buy, sell. */
export type LabelEvents = readonly LabelCount[]

/**
 * Neighbouring minutes share nearly all of the future that their labels read, so a run of one label is one event, and the
 * number of events, not of rows, is the amount of evidence.
 */
export function countLabelEvents(series: readonly ScoredSeries[]): LabelEvents {
  const counts = [0, 1, 2].map(() => ({ rows: 0, events: 0 }))
  for (const { target, ranges } of series) {
    for (const { from, to } of ranges) {
      for (let row = from; row < to; row++) {
        const count = counts[target[row] ?? 0]
        if (!count) continue
        count.rows++
        if (row === from || target[row] !== target[row - 1]) count.events++
      }
    }
  }
  return counts
}

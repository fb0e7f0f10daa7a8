import type { Column } from '../core/frame.js'

/** The buckets of bars that some rows fall into: the n-th covers `interval` from `(first + n) · interval` on. */
export interface Buckets {
  readonly interval: number
  readonly first: number
  readonly rows: number
}

/** The buckets that a range of time touches. */
export function createBuckets({ from, to }: { readonly from: number; readonly to: number }, interval: number): Buckets {
  const first = Math.floor(from / interval)
  return { interval, first, rows: Math.max(0, Math.ceil(to / interval) - first) }
}

/** The lowest, highest and last value of each bucket; NaN where it has none. */
export interface ColumnBars {
  readonly low: Float32Array
  readonly high: Float32Array
  readonly last: Float32Array
}

/**
 * Aggregates the values of successive candles. Row 0 opens at `start`, each later one `step` after the one before; NaN and rows
 * outside the buckets are skipped.
 */
export function aggregateColumn(values: Column, start: number, step: number, buckets: Buckets): ColumnBars {
  const empty = (): Float32Array => new Float32Array(buckets.rows).fill(Number.NaN)
  const bars = { low: empty(), high: empty(), last: empty() }
  for (let row = 0; row < values.length; row++) {
    const value = values[row] ?? Number.NaN
    const bucket = Math.floor((start + row * step) / buckets.interval) - buckets.first
    if (Number.isNaN(value) || bucket < 0 || bucket >= buckets.rows) continue
    if (!(value >= (bars.low[bucket] ?? 0))) bars.low[bucket] = value
    if (!(value <= (bars.high[bucket] ?? 0))) bars.high[bucket] = value
    bars.last[bucket] = value
  }
  return bars
}

/** Counts the rows of each bucket that have each of the classes 0 … classes − 1. */
export function countClasses(
  labels: Column,
  start: number,
  step: number,
  buckets: Buckets,
  classes: number,
): readonly Int32Array[] {
  const counts = Array.from({ length: classes }, () => new Int32Array(buckets.rows))
  for (let row = 0; row < labels.length; row++) {
    const bucket = Math.floor((start + row * step) / buckets.interval) - buckets.first
    const count = counts[labels[row] ?? 0]
    if (count && bucket >= 0 && bucket < buckets.rows) count[bucket] = (count[bucket] ?? 0) + 1
  }
  return counts
}

import type { Candles } from '../core/candles.js'
import { rowAt, timeAt } from '../core/grid.js'
import type { TimeRange } from '../core/time.js'

/** Successive minutes that no source has: from the first missing one to the next that a source has. */
export interface Gap extends TimeRange {
  /** Missing candles. */
  readonly minutes: number
  /** Whether it is longer than the configured limit, and no longer than an outage may be. */
  readonly outage: boolean
  /** Whether it is too long for an outage: its candles were never imported. */
  readonly notImported: boolean
}

export interface GapLimits {
  /** More missing candles in a row than this are an outage. */
  readonly outageMinutes: number
  /** More missing candles in a row than this are no outage: they were never imported. Without it no gap is too long. */
  readonly notImportedMinutes?: number
}

/** Successive candles without volume. */
export interface NoTradeBreak extends TimeRange {
  readonly minutes: number
}

/** Every run of filled candles, in the order of time. */
export function findGaps(
  candles: Pick<Candles, 'grid' | 'filled'>,
  { outageMinutes, notImportedMinutes = Infinity }: GapLimits,
): Gap[] {
  const { filled } = candles
  return findRuns(filled.length, (row) => filled[row] === 1).map(([from, to]) => ({
    from: timeAt(candles.grid, from),
    to: timeAt(candles.grid, to),
    minutes: to - from,
    outage: to - from > outageMinutes && to - from <= notImportedMinutes,
    notImported: to - from > notImportedMinutes,
  }))
}

/**
 * Every run of at least `minMinutes` candles without volume, whether the source had them or they were filled. A gap that was
 * never imported is no part of one.
 */
export function findNoTradeBreaks(
  { grid, volume }: Pick<Candles, 'grid' | 'volume'>,
  minMinutes: number,
  notImported: readonly TimeRange[] = [],
): NoTradeBreak[] {
  const rows = notImported.map(({ from, to }) => [rowAt(grid, from), rowAt(grid, to)] as const)
  let next = 0
  const isOutside = (row: number): boolean => {
    while (row >= (rows[next]?.[1] ?? Infinity)) next++
    return row < (rows[next]?.[0] ?? Infinity)
  }
  return findRuns(volume.length, (row) => volume[row] === 0 && isOutside(row))
    .filter(([from, to]) => to - from >= minMinutes)
    .map(([from, to]) => ({ from: timeAt(grid, from), to: timeAt(grid, to), minutes: to - from }))
}

/** Half-open ranges of rows for which `matches` is true. */
export function findRuns(rows: number, matches: (row: number) => boolean): [number, number][] {
  const runs: [number, number][] = []
  let start = -1
  for (let row = 0; row <= rows; row++) {
    const inside = row < rows && matches(row)
    if (inside && start < 0) start = row
    if (inside || start < 0) continue
    runs.push([start, row])
    start = -1
  }
  return runs
}

import type { Candles } from '../core/candles.js'
import { timeAt } from '../core/grid.js'
import type { TimeRange } from '../core/time.js'

/** Successive minutes that no source has: from the first missing one to the next that a source has. */
export interface Gap extends TimeRange {
  /** Missing candles. */
  readonly minutes: number
  /** Whether it is longer than the configured limit. */
  readonly outage: boolean
}

export interface GapLimits {
  /** More missing candles in a row than this are an outage. */
  readonly outageMinutes: number
}

/** Successive candles without volume. */
export interface NoTradeBreak extends TimeRange {
  readonly minutes: number
}

/** Every run of filled candles, in the order of time. */
export function findGaps(candles: Pick<Candles, 'grid' | 'filled'>, limits: GapLimits): Gap[] {
  const { filled } = candles
  return findRuns(filled.length, (row) => filled[row] === 1).map(([from, to]) => ({
    from: timeAt(candles.grid, from),
    to: timeAt(candles.grid, to),
    minutes: to - from,
    outage: to - from > limits.outageMinutes,
  }))
}

/** Every run of at least `minMinutes` candles without volume, whether the source had them or they were filled. */
export function findNoTradeBreaks(candles: Pick<Candles, 'grid' | 'volume'>, minMinutes: number): NoTradeBreak[] {
  const { volume } = candles
  return findRuns(volume.length, (row) => volume[row] === 0)
    .filter(([from, to]) => to - from >= minMinutes)
    .map(([from, to]) => ({ from: timeAt(candles.grid, from), to: timeAt(candles.grid, to), minutes: to - from }))
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

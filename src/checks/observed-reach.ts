import { sliceCandles, type Candles } from '../core/candles.js'
import type { Frame } from '../core/frame.js'
import { probeCount, randomRows, rowsAroundMidnight, type CheckContext } from './check.js'
import { findFirstDifference, rowAtMinute } from './compare.js'
import { replaceRows, type Replacement } from './sample.js'
import { countFinalRows } from './subject.js'

export interface ObservedReach {
  /** Candles before a row of which at least the furthest changes it. */
  readonly before: number
  /** Candles after a row of which at least the furthest changes it. */
  readonly after: number
}

/** Prices of a single candle that go up, that go down, and those of another market. */
const CHANGES: readonly (readonly [Replacement, number])[] = [
  ['extreme', 0],
  ['extreme', 1],
  ['other', 7],
]

/** One row and the candles that it is made of. */
interface Probe {
  readonly candles: Candles
  readonly row: Frame
}

/**
 * How far around a row a change was seen to change it, over some random rows and kinds of change. That a change is never
 * seen to matter proves nothing; that it is seen proves that it does.
 */
export function observedReach(context: CheckContext): ObservedReach {
  const { reach, horizon } = context.subject
  const probes = probesFor(context)
  const matters = (from: number, to: number): boolean => probes.some((probe) => changes(context, probe, from, to))
  const end = reach + 1 + horizon
  return {
    before: furthest(reach, (distance) => matters(0, reach - distance + 1)),
    after: furthest(horizon, (distance) => matters(reach + distance, end)),
  }
}

/** The greatest distance of 1 … `most` for which it holds, where it holds for all smaller ones too; 0 where for none. */
function furthest(max: number, holds: (distance: number) => boolean): number {
  if (max === 0 || holds(max)) return max
  let [low, high] = [0, max]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) low = middle
    else high = middle
  }
  return low
}

/** Random rows, and some around midnight: what is made of whole days reads furthest at their ends. */
function probesFor(context: CheckContext): Probe[] {
  const { subject, sample, whole, rng } = context
  const needed = subject.reach + 1 + subject.horizon
  const rows = countFinalRows(subject, sample.candles)
  const midnights = rowsAroundMidnight(context, rows).slice(0, 4)
  return [...midnights, ...randomRows(rng, probeCount(context, 24), rows)].map((row) => ({
    candles: sliceCandles(sample.candles, row, needed),
    row: rowAtMinute(whole, whole.grid.first + row),
  }))
}

function changes({ subject }: CheckContext, { candles, row }: Probe, from: number, to: number): boolean {
  return CHANGES.some(([how, seed]) => {
    const other = subject.compute(replaceRows(candles, from, to, how, seed))
    return findFirstDifference(row, rowAtMinute(other, row.grid.first)) !== undefined
  })
}

import type { Calendar } from '../../core/calendar.js'
import { ordinalFrom } from '../../core/grid.js'
import type { TimeRange } from '../../core/time.js'
import { subtractRanges } from '../../core/time-ranges.js'
import type { RowReach } from '../../datasets/set-rows.js'
import type { SplitSets } from '../../datasets/split-sets.js'
import type { WindowLayout } from './lay-out-windows.js'

/** Candles around the rows that are evaluated. */
export interface SpanReach {
  /** Before a row: those that its label reads. */
  readonly before: number
  /** After it: those that its label reads, and the one that an order of this row is filled in. */
  readonly after: number
}

/**
 * The span of an evaluated row: the candles that decide how it is judged. Candles before it that its features read are not among
 * them: they are known when the row is.
 */
export function spanReachOf({ labelHistory, labelHorizon }: RowReach): SpanReach {
  return { before: labelHistory, after: Math.max(1, labelHorizon) }
}

/** How many candles training keeps away from a stretch that is evaluated. */
export interface TrainingGap {
  /** Before it: purged, since labels of training rows would read into its spans. */
  readonly purge: number
  /** After it: under embargo, since features and labels of training rows would read back into its spans. */
  readonly embargo: number
}

/** The gaps that follow from what rows read; an embargo that was configured holds where it is longer. */
export function trainingGapOf(reach: RowReach): TrainingGap {
  const { before, after } = spanReachOf(reach)
  const readBack = Math.max(reach.featureHistory, reach.labelHistory)
  return { purge: reach.labelHorizon + before, embargo: Math.max(reach.embargo, after + readBack) }
}

/** What the sets of a window keep out of each other's way by. */
export interface Separation {
  readonly reach: RowReach
  readonly calendar: Calendar
  /** Minutes that nothing may be judged by, such as sealed ones. */
  readonly closed?: readonly TimeRange[]
}

/**
 * The sets of a window, purged of each other: no training row reads, by its features or its label, a candle in the span of a row of
 * validation, test or closed minutes, before or behind it, and spans of validation and test share none. The spans of both leave closed
 * minutes out. A set may come out empty.
 */
export function separateSets(window: WindowLayout, { reach, calendar, closed = [] }: Separation): SplitSets {
  const { purge, embargo } = trainingGapOf(reach)
  const { before, after } = spanReachOf(reach)
  const widen = (ranges: readonly TimeRange[], earlier: number, later: number): TimeRange[] =>
    ranges.map(({ from, to }) => ({
      from: calendar.timeAt(ordinalFrom(calendar, from) - earlier),
      to: calendar.timeAt(ordinalFrom(calendar, to) + later),
    }))
  const tooNear = widen(closed, after, before)
  const test = subtractRanges([window.test], tooNear)
  const validation = subtractRanges([window.validation], [...tooNear, ...widen([window.test], after + before, 0)])
  const evaluated = [window.validation, window.test, ...closed]
  const training = subtractRanges([window.training], widen(evaluated, purge, embargo))
  return { training, validation, test }
}

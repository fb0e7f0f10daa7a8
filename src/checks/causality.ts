import { sliceCandles, type Candles } from '../core/candles.js'
import type { Frame } from '../core/frame.js'
import { timeAt } from '../core/grid.js'
import { isoMinute } from '../core/time.js'
import { probeCount, randomRows, rowsAroundMidnight, type Check, type CheckContext, type Remark } from './check.js'
import { findFirstDifference, rowAtMinute } from './compare.js'
import type { Place } from './finding.js'
import { replaceRows, type Replacement } from './sample.js'
import { countFinalRows } from './subject.js'

/**
 * Checks that nothing later than a row, or than its horizon, matters: not whether candles follow, nor which. Long slices show what
 * follows from the whole series; many short ones show what peeks ahead by a little, and rarely.
 */
export const causalityCheck: Check = {
  name: 'causality',
  on: ['moving', 'quiet', 'long'],
  run: (context) => {
    const remark = causalityOf(context)
    return remark ? [remark] : []
  },
}

function causalityOf(context: CheckContext): Remark | undefined {
  switch (context.sample.kind) {
    case 'quiet':
      return differsWhenTruncated(context)
    case 'long':
      return differsWithMore(context)
    case 'moving':
      return (
        differsWithMore(context) ??
        differsWhenTruncated(context) ??
        differsWhenReplaced(context) ??
        differsByAMinute(context)
      )
  }
}

/** The first of the odd rows that changes as candles are added at the end, and how many of them matter. */
function differsWithMore(context: CheckContext): Remark | undefined {
  const { subject, sample, whole } = context
  const { candles } = sample
  const needed = subject.reach + 1 + subject.horizon
  for (const { row } of context.differingRows()) {
    const withMore = (more: number): Frame =>
      rowAtMinute(subject.compute(sliceCandles(candles, row, needed + more)), whole.grid.first + row)
    const all = Math.min(MANY, candles.grid.rows - row - needed)
    const full = withMore(all)
    if (!findFirstDifference(full, withMore(0))) continue
    const enough = smallestFor(all, (more) => !findFirstDifference(full, withMore(more)))
    const place = findFirstDifference(full, withMore(enough - 1))
    if (place)
      return describeLeak(context, place, sliceCandles(candles, row, needed + enough - 1), 'where the candles end')
  }
  return undefined
}

/** Candles that are added at the end at most. */
const MANY = 3000

/** The least of 1 … `most` for which it holds, where it holds for `most` and all from the least on. */
function smallestFor(max: number, holds: (more: number) => boolean): number {
  let [low, high] = [0, max]
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2)
    if (holds(middle)) high = middle
    else low = middle
  }
  return high
}

/** Computes candles that start alike and end at random points. */
function differsWhenTruncated(context: CheckContext): Remark | undefined {
  const { subject, sample, whole, rng } = context
  const { candles } = sample
  const minRows = subject.reach + subject.horizon + 1
  return earliest(
    randomRows(rng, probeCount(context, 12), candles.grid.rows - minRows).flatMap((row) => {
      const part = sliceCandles(candles, 0, minRows + row)
      const place = findFirstDifference(whole, subject.compute(part), countFinalRows(subject, part))
      return place ? [describeLeak(context, place, part, 'where the candles end')] : []
    }),
  )
}

/** Computes candles that are replaced by others from a random point on. */
function differsWhenReplaced(context: CheckContext): Remark | undefined {
  const { subject, sample, whole, rng } = context
  const { candles } = sample
  const minRows = subject.reach + subject.horizon + 1
  const points = randomRows(rng, probeCount(context, 4), candles.grid.rows - minRows)
  return earliest(
    points.flatMap((row) =>
      (['other', 'extreme'] satisfies Replacement[]).flatMap((how) => {
        const from = minRows + row
        const frame = subject.compute(replaceRows(candles, from, candles.grid.rows, how, rng.below(1e9)))
        const known = sliceCandles(candles, 0, from)
        const place = findFirstDifference(whole, frame, countFinalRows(subject, known))
        return place ? [describeLeak(context, place, known, 'which candles come')] : []
      }),
    ),
  )
}

/** Candles that follow in a slice with a little more. */
const MORE = 5

/**
 * Short slices with a little more at the end: at random, and around midnight, where what is made of whole days or hours may
 * look ahead in a single minute.
 */
function differsByAMinute(context: CheckContext): Remark | undefined {
  const { subject, sample, rng } = context
  const { candles } = sample
  const minRows = subject.reach + subject.horizon + 1
  const end = candles.grid.rows - minRows - MORE
  const midnights = rowsAroundMidnight(context, end).slice(0, probeCount(context, 16))
  const starts = [...randomRows(rng, probeCount(context, 60), end), ...midnights]
  return earliest(
    starts.flatMap((start) => {
      const part = sliceCandles(candles, start, minRows)
      const longer = subject.compute(sliceCandles(candles, start, minRows + MORE))
      const place = findFirstDifference(longer, subject.compute(part), 1)
      return place ? [describeLeak(context, place, part, 'where the candles end')] : []
    }),
  )
}

interface Leak extends Remark {
  readonly time: number
}

function describeLeak({ subject }: CheckContext, { column, time }: Place, known: Candles, what: string): Leak {
  const { grid } = known
  const ahead = grid.first + grid.rows - 1 - grid.calendar.ordinalAt(time) - subject.horizon + 1
  const beyond = subject.horizon > 0 ? ` beyond its horizon of ${subject.horizon}` : ''
  const at = isoMinute(timeAt(grid, grid.rows))
  return {
    severity: 'failure',
    text: `looks ahead${beyond}, by at least ${ahead} ${ahead === 1 ? 'candle' : 'candles'}: the value depends on ${what} (at ${at})`,
    column,
    time,
  }
}

/** The first leak in time: nearby leaks show best how far it looks. */
function earliest(leaks: readonly Leak[]): Leak | undefined {
  return [...leaks].sort((a, b) => a.time - b.time)[0]
}

import { sliceCandles, type Candles } from '../core/candles.js'
import { UserError, messageOf } from '../core/errors.js'
import type { Frame } from '../core/frame.js'
import { probeCount, randomRows, type Check, type CheckContext, type Remark } from './check.js'
import { findFirstDifference, rowAtMinute } from './compare.js'
import { observedReach } from './observed-reach.js'
import { countFinalRows } from './subject.js'

/**
 * Checks that the declared history is enough for a row and is required: one candle less is refused, one more changes nothing. A history
 * or a horizon that is longer than what matters is a note: it costs rows, not truth.
 */
export const historyCheck: Check = {
  name: 'history',
  on: ['moving'],
  run: (context) => [...checkRefusal(context), ...checkExactRows(context), ...checkOverDeclared(context)],
}

/** Candles before the declared history that are given too. */
const MANY = 2000

function checkRefusal({ subject, sample }: CheckContext): Remark[] {
  const { reach } = subject
  const few = sliceCandles(sample.candles, 0, reach)
  const rule = `${reach} candles, one less than a row needs, must be refused (begin compute with gridAfterHistory)`
  try {
    subject.compute(few)
  } catch (error) {
    if (error instanceof UserError && error.cause === undefined) return []
    return [{ severity: 'failure', text: `${rule}: it fails instead: ${messageOf(error)}` }]
  }
  return [{ severity: 'failure', text: `${rule}: it accepts them` }]
}

/** All slices of a row end alike, so that what it reads of the future is no matter here. */
function checkExactRows(context: CheckContext): Remark[] {
  const { subject, sample, whole, rng } = context
  const { candles } = sample
  const needed = subject.reach + 1 + subject.horizon
  const random = randomRows(rng, probeCount(context, 8), countFinalRows(subject, candles) - 1).map((row) => row + 1)
  const differing = context.differingRows().map(({ row }) => row)
  for (const row of [...differing.filter((row) => row > 0), ...random]) {
    const minute = whole.grid.first + row
    const rowWith = (more: number): Frame =>
      rowOf(subject.compute, sliceCandles(candles, row - more, needed + more), minute)
    const exact = rowWith(0)
    const place = findFirstDifference(rowWith(Math.min(row, MANY)), exact)
    if (place) {
      const text = `its history of ${subject.history} is not enough: a row is another where earlier candles are there`
      return [{ severity: 'failure', text, ...place }]
    }
    const more = findFirstDifference(exact, rowWith(1))
    if (more) return [{ severity: 'failure', text: 'one candle more than its history changes a row', ...more }]
  }
  return []
}

function rowOf(compute: (candles: Candles) => Frame, candles: Candles, minute: number): Frame {
  return rowAtMinute(compute(candles), minute)
}

function checkOverDeclared(context: CheckContext): Remark[] {
  const { history, reach, horizon } = context.subject
  const { before, after } = observedReach(context)
  const remarks: Remark[] = []
  if (before < reach) {
    const seen = before + history - reach
    const text = `declares a history of ${history}, but nothing more than ${seen} candles back was seen to matter: if its formula reads no further, a shorter one loses fewer rows`
    remarks.push({ severity: 'note', text, reach: before })
  }
  if (after < horizon) {
    const text = `declares a horizon of ${horizon}, but nothing more than ${after} candles on was seen to matter: if its formula reads no further, a shorter one loses fewer rows`
    remarks.push({ severity: 'note', text, reach: after })
  }
  return remarks
}

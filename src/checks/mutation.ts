import { candlesToFrame, sliceCandles, type Candles } from '../core/candles.js'
import type { Frame } from '../core/frame.js'
import type { Check, CheckContext, Remark } from './check.js'
import { copyFrame, findFirstDifference } from './compare.js'
import type { Place } from './finding.js'
import { copyCandles } from './sample.js'
import { countFinalRows } from './subject.js'

/**
 * Candles belong to everybody: a definition that writes to them changes what the next one computes. So do the frames that it
 * has returned: one that fills the same arrays again changes what is kept of it.
 */
export const mutationCheck: Check = {
  name: 'mutation',
  on: ['moving', 'quiet'],
  run(context) {
    const { subject, sample } = context
    const copy = copyCandles(sample.candles)
    const before = namesIn(copy)
    const frame = subject.compute(copy)
    const place = findWrite(sample.candles, copy)
    if (place) return [failure('writes to the candles that it is given', place)]
    const added = namesIn(copy).find((name) => !before.includes(name))
    if (added !== undefined) return [failure(`adds ${added} to the candles that it is given`)]
    const again = findReuse(context, frame)
    return again ? [failure('writes to a frame that it has returned before: make new arrays in each call', again)] : []
  },
}

function failure(text: string, place?: Place): Remark {
  return { severity: 'failure', text, ...place }
}

function findWrite(candles: Candles, given: Candles): Place | undefined {
  const pairs = [[candles, given] as const, ...othersOf(candles, given)]
  return pairs.flatMap(([before, after]) => {
    return findFirstDifference(candlesToFrame(before), candlesToFrame(after)) ?? []
  })[0]
}

function othersOf(before: Candles, after: Candles): (readonly [Candles, Candles])[] {
  return [...(before.others ?? [])].flatMap(([base, candles]) => {
    const other = after.others?.get(base)
    return other ? [[candles, other] as const] : []
  })
}

/** Everything that something could be kept in, the calendar above all, which all candles share. */
function namesIn(candles: Candles): string[] {
  const { grid } = candles
  return [candles, grid, grid.calendar].flatMap((owner) => Reflect.ownKeys(owner).map(String))
}

/** Where a frame changes as others are computed. */
function findReuse({ subject, sample: { candles } }: CheckContext, frame: Frame): Place | undefined {
  const copy = copyFrame(frame)
  const from = Math.floor(countFinalRows(subject, candles) / 2)
  subject.compute(sliceCandles(candles, from, candles.grid.rows - from))
  return findFirstDifference(copy, frame)
}

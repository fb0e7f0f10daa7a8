import { candlesToFrame, type Candles } from '../core/candles.js'
import type { Check } from './check.js'
import { firstDifference } from './compare.js'
import { copyCandles } from './sample.js'

/** Candles belong to everybody: a definition that writes to them changes what the next one computes. */
export const mutation: Check = {
  name: 'mutation',
  onQuiet: true,
  run({ subject, sample }) {
    const given = copyCandles(sample.candles)
    subject.compute(given)
    const pairs = [[sample.candles, given] as const, ...othersOf(sample.candles, given)]
    const place = pairs.flatMap(([before, after]) => {
      return firstDifference(candlesToFrame(before), candlesToFrame(after)) ?? []
    })[0]
    return place ? [{ severity: 'failure', text: 'writes to the candles that it is given', ...place }] : []
  },
}

function othersOf(before: Candles, after: Candles): (readonly [Candles, Candles])[] {
  return [...(before.others ?? [])].flatMap(([base, candles]) => {
    const other = after.others?.get(base)
    return other ? [[candles, other] as const] : []
  })
}

import { sliceCandles } from '../core/candles.js'
import { probeCount, randomRows, type Check, type CheckContext } from './check.js'
import { findFirstDifference } from './compare.js'
import type { Place } from './finding.js'
import { countFinalRows } from './subject.js'

/** A value is the same bits wherever the candles begin: accumulators are anchored at minutes, not at the first row. */
export const startCheck: Check = {
  name: 'start',
  on: ['moving', 'long'],
  run: (context) => {
    if (context.sample.kind === 'long') {
      const place = context.differingRows()[0]?.place
      return place ? [{ severity: 'failure', text: 'is another among many rows than alone', ...place }] : []
    }
    const place = findStartDifference(context)
    return place ? [{ severity: 'failure', text: 'depends on where the candles begin', ...place }] : []
  },
}

function findStartDifference(context: CheckContext): Place | undefined {
  const { subject, sample, whole, rng } = context
  const { candles } = sample
  for (const from of randomRows(rng, probeCount(context, 8), countFinalRows(subject, candles))) {
    const part = sliceCandles(candles, from, candles.grid.rows - from)
    const place = findFirstDifference(whole, subject.compute(part), countFinalRows(subject, part))
    if (place) return place
  }
  return undefined
}

import { sliceCandles } from '../core/candles.js'
import { probesOf, randomRows, type Check } from './check.js'
import { firstDifference } from './compare.js'
import { finalRows } from './subject.js'

/** A value is the same bits wherever the candles begin: accumulators are anchored at minutes, not at the first row. */
export const start: Check = {
  name: 'start',
  onQuiet: false,
  run(context) {
    const { subject, sample, whole, rng } = context
    const { candles } = sample
    for (const from of randomRows(rng, probesOf(context, 8), finalRows(subject, candles))) {
      const part = sliceCandles(candles, from, candles.grid.rows - from)
      const place = firstDifference(whole, subject.compute(part), finalRows(subject, part))
      if (place) return [{ severity: 'failure', text: 'depends on where the candles begin', ...place }]
    }
    return []
  },
}

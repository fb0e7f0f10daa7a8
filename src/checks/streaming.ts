import { sliceCandles } from '../core/candles.js'
import { timeAt } from '../core/grid.js'
import { expandRows, expandedColumns, lastRow } from '../features/expand-lags.js'
import { lagSpan } from '../features/feature-set.js'
import { probesOf, randomRows, type Check, type CheckContext, type Remark } from './check.js'
import { firstDifference, minuteOf } from './compare.js'
import type { Place } from './finding.js'
import { finalRows } from './subject.js'

/** Minute by minute, as in trading, gives the same bits as the whole at once. */
export const streaming: Check = {
  name: 'streaming',
  onQuiet: false,
  run: (context) => {
    const place = alone(context) ?? withLags(context)
    return place ? [differing(place)] : []
  },
}

function differing(place: Place): Remark {
  return { severity: 'failure', text: 'computed minute by minute the value is another than in a batch', ...place }
}

/** Single rows from just the candles that they need: successive ones, and some at random. */
function alone(context: CheckContext): Place | undefined {
  const { subject, sample, whole, rng } = context
  const rows = finalRows(subject, sample.candles)
  const some = randomRows(rng, probesOf(context, 60), rows)
  const successive = Array.from({ length: Math.min(rows, probesOf(context, 40)) }, (_, i) => (some[0] ?? 0) + i)
  for (const row of [...successive.filter((row) => row < rows), ...some]) {
    const part = sliceCandles(sample.candles, row, subject.reach + 1 + subject.horizon)
    const place = firstDifference(whole, minuteOf(subject.compute(part), whole.grid.first + row))
    if (place) return place
  }
  return undefined
}

/** Rows with their lags, from the last `history + 1` candles, as a classifier gets them. */
function withLags(context: CheckContext): Place | undefined {
  const { subject, sample, whole, rng } = context
  const { featureSet } = subject
  if (!featureSet || lagSpan(featureSet) === 0) return undefined
  const span = lagSpan(featureSet)
  const columns = expandedColumns(featureSet)
  const batch = new Float32Array(columns.length)
  for (const row of randomRows(rng, probesOf(context, 10), whole.grid.rows - span)) {
    expandRows(featureSet, whole, Int32Array.of(row + span), batch)
    const live = lastRow(featureSet, sliceCandles(sample.candles, row, featureSet.history + 1))
    const wrong = columns.find((_, i) => !Object.is(batch[i], live[i]))
    if (wrong) return { column: wrong.name, time: timeAt(whole.grid, row + span) }
  }
  return undefined
}

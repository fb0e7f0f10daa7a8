import { sliceCandles } from '../core/candles.js'
import { timeAt } from '../core/grid.js'
import { expandRows, expandedColumns, computeLastRow } from '../features/expand-lags.js'
import { lagSpan } from '../features/feature-set.js'
import { probeCount, randomRows, type Check, type CheckContext, type Remark } from './check.js'
import type { Place } from './finding.js'

/** Minute by minute, as in trading, gives the same bits as the whole at once. */
export const streamingCheck: Check = {
  name: 'streaming',
  on: ['moving'],
  run: (context) => {
    const place = context.differingRows()[0]?.place ?? findLiveDifference(context)
    return place ? [describeDifference(place)] : []
  },
}

function describeDifference(place: Place): Remark {
  return { severity: 'failure', text: 'computed minute by minute the value is another than in a batch', ...place }
}

/** Rows with their lags, from the last `history + 1` candles, as a classifier gets them; only where that is another way. */
function findLiveDifference(context: CheckContext): Place | undefined {
  const { subject, sample, whole, rng } = context
  const { featureSet } = subject
  if (!featureSet || (lagSpan(featureSet) === 0 && !featureSet.valuesAt)) return undefined
  const span = lagSpan(featureSet)
  const columns = expandedColumns(featureSet)
  const batch = new Float32Array(columns.length)
  for (const row of randomRows(rng, probeCount(context, 40), whole.grid.rows - span)) {
    expandRows(featureSet, whole, Int32Array.of(row + span), batch)
    const live = computeLastRow(featureSet, sliceCandles(sample.candles, row, featureSet.history + 1))
    const wrong = columns.find((_, i) => !Object.is(batch[i], live[i]))
    if (wrong) return { column: wrong.name, time: timeAt(whole.grid, row + span) }
  }
  return undefined
}

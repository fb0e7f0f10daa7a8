import type { Candles } from '../../core/candles.js'
import { gridAfterHistory } from '../../definitions/definition.js'
import { makeFrame, type Frame } from '../../core/frame.js'
import { candleChanges, candleChangesAt, type ChangeColumn } from '../../indicators/candle-changes.js'
import { defineFeatureSet, type FeatureColumn } from '../feature-set.js'

const AGGREGATIONS = [1, 5, 15, 60, 240, 1440]
const LAGS = 10
/** Minutes before a row that its columns of lag 0 read. */
const REACH = 1440
/** The mean volume is that of a day; what stands in for it on a day without any. */
const MEAN = { meanWindow: REACH, zeroMeanValue: 1e-6 }
/** What each stored column is made of. */
const KINDS: ReadonlyMap<string, ChangeColumn> = new Map<string, ChangeColumn>([
  ['1T_D', 1],
  ['1T_H', 'highLow'],
  ['1T_T', 'upperShadow'],
  ['1T_B', 'lowerShadow'],
  ['1T_V', 'excessVolume'],
  ['1T_DV', 'changeTimesVolume'],
  ...AGGREGATIONS.slice(1).map((minutes): [string, ChangeColumn] => [`${minutes}T_D`, minutes]),
])

/**
 * Relative price changes over 1 minute to 1 day, ten of each in a row, and for single minutes also the shape of the candle:
 * `D` change of the close, `H` height, `T` upper and `B` lower shadow (in thousandths of the close), `V` volume against the
 * mean of the last day, `DV` the product of D and V.
 */
export default defineFeatureSet({
  id: 'F1agg110',
  version: 2,
  history: REACH * LAGS,
  reads: ['open', 'high', 'low', 'close', 'volume'],
  columns: AGGREGATIONS.flatMap((minutes) =>
    (minutes === 1 ? ['D', 'H', 'T', 'B', 'V', 'DV'] : ['D']).map((kind) => laggedColumn(minutes, kind)),
  ),
  compute,
  valuesAt: (candles, names, rows) => candleChangesAt(candles, { columns: kindsOf(names), ...MEAN }, rows),
})

function laggedColumn(minutes: number, kind: string): FeatureColumn {
  return {
    name: `${minutes}T_${kind}`,
    lags: { count: LAGS, step: minutes, nameAt: (lag) => `${minutes}T_${lag}_${kind}` },
  }
}

function compute(candles: Candles): Frame {
  const grid = gridAfterHistory('F1agg110', REACH, candles)
  const names = [...KINDS.keys()]
  const columns = candleChanges(candles, { columns: kindsOf(names), from: REACH, ...MEAN })
  return makeFrame(
    grid,
    columns.map((values, i) => [names[i] ?? '', values]),
  )
}

function kindsOf(names: readonly string[]): ChangeColumn[] {
  return names.flatMap((name) => KINDS.get(name) ?? [])
}

import type { Candles } from '../../core/candles.js'
import { gridAfterHistory } from '../../core/definition.js'
import { makeFrame, type Column, type Frame } from '../../core/frame.js'
import { rollingMean } from '../../indicators/rolling-mean.js'
import { defineFeatureSet, type FeatureColumn } from '../feature-set.js'

const AGGREGATIONS = [1, 5, 15, 60, 240, 1440]
const LAGS = 10
/** Minutes before a row that its columns of lag 0 read. */
const REACH = 1440
/** Stands in for the mean volume of a day without any. */
const NO_VOLUME = 1e-6

/**
 * Relative price changes over 1 minute to 1 day, ten of each in a row, and for single minutes also the shape of the candle:
 * `D` change of the close, `H` height, `T` upper and `B` lower shadow (in thousandths of the close), `V` volume against the
 * mean of the last day, `DV` the product of D and V.
 */
export default defineFeatureSet({
  id: 'F1agg110',
  version: 1,
  history: REACH * LAGS,
  columns: AGGREGATIONS.flatMap((minutes) =>
    (minutes === 1 ? ['D', 'H', 'T', 'B', 'V', 'DV'] : ['D']).map((kind) => laggedColumn(minutes, kind)),
  ),
  compute,
})

function laggedColumn(minutes: number, kind: string): FeatureColumn {
  return {
    name: `${minutes}T_${kind}`,
    lags: { count: LAGS, step: minutes, nameAt: (lag) => `${minutes}T_${lag}_${kind}` },
  }
}

function compute(candles: Candles): Frame {
  const grid = gridAfterHistory('F1agg110', REACH, candles)
  const changes = AGGREGATIONS.map((minutes): [string, Column] => [
    `${minutes}T_D`,
    Float32Array.from(change(candles.close, minutes)),
  ])
  const [minute, ...longer] = changes
  return makeFrame(grid, [...(minute ? [minute] : []), ...shapeColumns(candles), ...volumeColumns(candles), ...longer])
}

/** Change of the close over `minutes`, relative to where it began. */
function change(close: Float64Array, minutes: number): Float64Array {
  const before = close.subarray(REACH - minutes)
  return close.subarray(REACH).map((now, row) => (now - (before[row] ?? 0)) / (before[row] ?? 0))
}

function shapeColumns({ open, high, low, close }: Candles): [string, Column][] {
  const rows = close.length - REACH
  const height = new Float32Array(rows)
  const top = new Float32Array(rows)
  const bottom = new Float32Array(rows)
  for (let i = 0; i < rows; i++) {
    const row = REACH + i
    const last = close[row] ?? 0
    const begin = open[row] ?? 0
    const highest = high[row] ?? 0
    const lowest = low[row] ?? 0
    height[i] = ((highest - lowest) / last) * 1000
    top[i] = ((highest - Math.max(begin, last)) / last) * 1000
    bottom[i] = ((Math.min(begin, last) - lowest) / last) * 1000
  }
  return [
    ['1T_H', height],
    ['1T_T', top],
    ['1T_B', bottom],
  ]
}

function volumeColumns({ grid, close, volume }: Candles): [string, Column][] {
  const mean = rollingMean(volume, { first: grid.first, window: 1440, from: REACH })
  const relative = mean.map((value, i) => {
    const divisor = value === 0 ? NO_VOLUME : value
    return ((volume[REACH + i] ?? 0) - divisor) / divisor
  })
  const product = change(close, 1).map((value, i) => value * (relative[i] ?? 0))
  return [
    ['1T_V', Float32Array.from(relative)],
    ['1T_DV', Float32Array.from(product)],
  ]
}

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
  computeColumns,
})

function laggedColumn(minutes: number, kind: string): FeatureColumn {
  return {
    name: `${minutes}T_${kind}`,
    lags: { count: LAGS, step: minutes, nameAt: (lag) => `${minutes}T_${lag}_${kind}` },
  }
}

function compute(candles: Candles): Frame {
  return computeColumns(candles, [...KERNELS.keys()])
}

function computeColumns(candles: Candles, names: readonly string[]): Frame {
  const grid = gridAfterHistory('F1agg110', REACH, candles)
  return makeFrame(
    grid,
    names.map((name): [string, Column] => {
      const values = new Float32Array(grid.rows)
      KERNELS.get(name)?.(candles, values)
      return [name, values]
    }),
  )
}

/** Writes the values of one column, one for each candle from row `REACH` on. */
type Kernel = (candles: Candles, values: Float32Array) => void

const KERNELS: ReadonlyMap<string, Kernel> = new Map([
  ['1T_D', change(1)],
  ['1T_H', height],
  ['1T_T', upperShadow],
  ['1T_B', lowerShadow],
  ['1T_V', relativeVolume],
  ['1T_DV', changeTimesVolume],
  ...AGGREGATIONS.slice(1).map((minutes) => [`${minutes}T_D`, change(minutes)] as const),
])

/** Change of the close over `minutes`, relative to where it began. */
function change(minutes: number): Kernel {
  return ({ close }, values) => {
    for (let i = 0; i < values.length; i++) {
      const before = close[REACH + i - minutes] ?? 0
      values[i] = ((close[REACH + i] ?? 0) - before) / before
    }
  }
}

function height({ high, low, close }: Candles, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    values[i] = (((high[REACH + i] ?? 0) - (low[REACH + i] ?? 0)) / (close[REACH + i] ?? 0)) * 1000
  }
}

function upperShadow({ open, high, close }: Candles, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    const last = close[REACH + i] ?? 0
    values[i] = (((high[REACH + i] ?? 0) - Math.max(open[REACH + i] ?? 0, last)) / last) * 1000
  }
}

function lowerShadow({ open, low, close }: Candles, values: Float32Array): void {
  for (let i = 0; i < values.length; i++) {
    const last = close[REACH + i] ?? 0
    values[i] = ((Math.min(open[REACH + i] ?? 0, last) - (low[REACH + i] ?? 0)) / last) * 1000
  }
}

function relativeVolume({ grid, volume }: Candles, values: Float32Array): void {
  const mean = meanVolume(grid.first, volume)
  for (let i = 0; i < values.length; i++) values[i] = excess(volume[REACH + i] ?? 0, mean[i] ?? 0)
}

function changeTimesVolume({ grid, close, volume }: Candles, values: Float32Array): void {
  const mean = meanVolume(grid.first, volume)
  for (let i = 0; i < values.length; i++) {
    const before = close[REACH + i - 1] ?? 0
    const gain = ((close[REACH + i] ?? 0) - before) / before
    values[i] = gain * excess(volume[REACH + i] ?? 0, mean[i] ?? 0)
  }
}

function meanVolume(first: number, volume: Float64Array): Float64Array {
  return rollingMean(volume, { first, window: 1440, from: REACH })
}

/** How much a volume is above its mean, relative to that. */
function excess(volume: number, mean: number): number {
  const divisor = mean === 0 ? NO_VOLUME : mean
  return (volume - divisor) / divisor
}

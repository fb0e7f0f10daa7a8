import type { Candles } from '../../core/candles.js'
import { gridAfterHistory } from '../../core/definition.js'
import { makeFrame, type Column, type Frame } from '../../core/frame.js'
import { candleShape } from '../../indicators/candle-shape.js'
import { excessVolume } from '../../indicators/excess-volume.js'
import { changeTimes, writeSimpleReturn } from '../../indicators/returns.js'
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
  reads: ['open', 'high', 'low', 'close', 'volume'],
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
  const excess = names.some((name) => name.endsWith('V')) ? excessOf(candles) : new Float64Array()
  return makeFrame(
    grid,
    names.flatMap((name): [string, Column][] => {
      const values = KERNELS.get(name)?.(candles, excess)
      return values ? [[name, values]] : []
    }),
  )
}

/** The values of one column, one for each candle from row `REACH` on, made with those of `excessOf`. */
type Kernel = (candles: Candles, excess: Float64Array) => Float32Array

const KERNELS: ReadonlyMap<string, Kernel> = new Map<string, Kernel>([
  ['1T_D', change(1)],
  ['1T_H', (candles) => candleShape(candles, REACH, 'height')],
  ['1T_T', (candles) => candleShape(candles, REACH, 'upper')],
  ['1T_B', (candles) => candleShape(candles, REACH, 'lower')],
  ['1T_V', (_, excess) => new Float32Array(excess)],
  ['1T_DV', changeTimesVolume],
  ...AGGREGATIONS.slice(1).map((minutes): [string, Kernel] => [`${minutes}T_D`, change(minutes)]),
])

/** Change of the close over `minutes`, relative to where it began. */
function change(minutes: number): Kernel {
  const span = { window: minutes, from: REACH }
  return ({ close }) => writeSimpleReturn(close, span, new Float32Array(close.length - REACH))
}

/** Each minute's change times how much its volume is above the usual. */
function changeTimesVolume({ close }: Candles, excess: Float64Array): Float32Array {
  return changeTimes(close, { window: 1, from: REACH }, excess)
}

/** How much each volume is above the mean of its last day, relative to that. */
function excessOf({ grid, volume }: Candles): Float64Array {
  const means = rollingMean(volume, { first: grid.first, window: 1440, from: REACH })
  return excessVolume(volume.subarray(REACH), means, NO_VOLUME)
}

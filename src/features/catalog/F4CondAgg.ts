import type { Candles } from '../../core/candles.js'
import { gridAfterHistory } from '../../core/definition.js'
import { makeFrame, type Column, type Frame } from '../../core/frame.js'
import { pivot } from '../../indicators/pivot.js'
import { quotient, shareOf } from '../../indicators/quotient.js'
import { relativeVolume } from '../../indicators/relative-volume.js'
import { rollingMean } from '../../indicators/rolling-mean.js'
import { rollingMedian } from '../../indicators/rolling-median.js'
import { rollingRegression } from '../../indicators/rolling-regression.js'
import { defineFeatureSet } from '../feature-set.js'

const DAY_MINUTES = 1440
const GRADIENTS: readonly (readonly [label: string, minutes: number])[] = [
  ['5m', 5],
  ['15m', 15],
  ['30m', 30],
  ['1h', 60],
  ['2h', 120],
  ['4h', 240],
  ['12h', 720],
  ['24h', DAY_MINUTES],
  ['3d', 3 * DAY_MINUTES],
  ['9d', 9 * DAY_MINUTES],
]
const STEPS = Array.from({ length: 12 }, (_, k) => k + 1)
const STEP_MINUTES = 5
const HISTORY = 9 * DAY_MINUTES - 1

/**
 * All of the pivot price (mean of open, high, low, close) over the current one: `dpiv5m1` … `12` the changes between
 * successive means of 5 minutes, the latest first; `grad…` the slopes a minute of regression lines over 5 minutes to 9 days;
 * and `vol5m1h`, the median volume of 5 minutes over that of an hour (1 where that is 0).
 */
export default defineFeatureSet({
  id: 'F4CondAgg',
  version: 1,
  history: HISTORY,
  columns: [
    ...STEPS.map((k) => ({ name: `dpiv5m${k}` })),
    ...GRADIENTS.map(([label]) => ({ name: `grad${label}` })),
    { name: 'vol5m1h' },
  ],
  compute,
})

function compute(candles: Candles): Frame {
  const grid = gridAfterHistory('F4CondAgg', HISTORY, candles)
  const pivots = pivot(candles)
  return makeFrame(grid, [
    ...stepColumns(pivots, candles.grid.first),
    ...GRADIENTS.map(([label, window]): [string, Column] => {
      const { slope } = rollingRegression(pivots, { first: candles.grid.first, window, from: HISTORY })
      return [`grad${label}`, quotient(slope, pivots.subarray(HISTORY), new Float32Array(slope.length))]
    }),
    ['vol5m1h', new Float32Array(volumeRatio(candles))],
  ])
}

function stepColumns(pivots: Float64Array, first: number): [string, Column][] {
  const from = HISTORY - STEPS.length * STEP_MINUTES
  const means = rollingMean(pivots, { first, window: STEP_MINUTES, from })
  const current = pivots.subarray(HISTORY)
  const meansAt = (back: number): Float64Array => {
    const first = (STEPS.length - back) * STEP_MINUTES
    return means.subarray(first, first + current.length)
  }
  return STEPS.map((k) => [
    `dpiv5m${k}`,
    shareOf(meansAt(k - 1), meansAt(k), current, new Float32Array(current.length)),
  ])
}

function volumeRatio({ volume }: Candles): Float64Array {
  const median = (window: number): Float64Array => rollingMedian(volume, { window, from: HISTORY })
  return relativeVolume(median(5), median(60), 1)
}

import type { Candles } from '../../core/candles.js'
import { gridAfterHistory } from '../../definitions/definition.js'
import { makeFrame, type Frame } from '../../core/frame.js'
import { medianRatio } from '../../indicators/median-ratio.js'
import { pivotTrends } from '../../indicators/pivot-trends.js'
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
const DIFFS = { window: 5, count: 12 }
const HISTORY = 9 * DAY_MINUTES - 1
const TRENDS = { diffs: DIFFS, windows: GRADIENTS.map(([, minutes]) => minutes), from: HISTORY }
const COLUMNS = [
  ...Array.from({ length: DIFFS.count }, (_, k) => ({ name: `dpiv5m${k + 1}` })),
  ...GRADIENTS.map(([label]) => ({ name: `grad${label}` })),
  { name: 'vol5m1h' },
]

/**
 * All of the pivot price (mean of open, high, low, close) over the current one: `dpiv5m1` … `12` the changes between
 * successive means of 5 minutes, the latest first; `grad…` the slopes a minute of regression lines over 5 minutes to 9 days;
 * and `vol5m1h`, the median volume of 5 minutes over that of an hour (1 where that is 0).
 */
export default defineFeatureSet({
  id: 'F4CondAgg',
  version: 2,
  history: HISTORY,
  reads: ['open', 'high', 'low', 'close', 'volume'],
  columns: COLUMNS,
  compute,
})

function compute(candles: Candles): Frame {
  const grid = gridAfterHistory('F4CondAgg', HISTORY, candles)
  const volumeRatio = medianRatio(candles.volume, { window: 60, from: HISTORY, fillValue: 1 })
  const columns = [...pivotTrends(candles, TRENDS), volumeRatio]
  return makeFrame(
    grid,
    columns.map((values, i) => [COLUMNS[i]?.name ?? '', values]),
  )
}

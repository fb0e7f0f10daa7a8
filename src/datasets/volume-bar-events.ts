import type { Candles } from '../core/candles.js'
import { requireNumber } from '../core/require-option.js'
import { DAY, MINUTE } from '../core/time.js'
import { rowOfDayStart, defineEventSampler, type EventSampler } from './event-sampler.js'

export interface VolumeBarOptions {
  readonly id: string
  readonly version: number
  /** Bars in a day like the one before: each holds the previous UTC day's volume divided by this. */
  readonly barsPerDay: number
}

const DAY_CANDLES = DAY / MINUTE
const HISTORY = 2 * DAY_CANDLES - 1

/**
 * Volume bars: an event where the volume since the last one, or since midnight UTC, reaches a share of the volume of the day
 * before. Minutes with much trade come often, quiet ones seldom. No event after a day without any volume. Throws RangeError where
 * `barsPerDay` is not above 0.
 */
export function volumeBarEvents({ id, version, barsPerDay }: VolumeBarOptions): EventSampler {
  requireNumber('barsPerDay', barsPerDay, { above: 0 })
  return defineEventSampler({
    id,
    version,
    history: HISTORY,
    events: (candles) => volumeBars(candles, barsPerDay),
  })
}

function volumeBars({ grid, volume }: Candles, barsPerDay: number): Uint8Array {
  const events = new Uint8Array(Math.max(0, grid.rows - HISTORY))
  for (let begin = rowOfDayStart(grid, HISTORY); begin < grid.rows; begin += DAY_CANDLES) {
    const size = sumOf(volume.subarray(begin - DAY_CANDLES, begin)) / barsPerDay
    let traded = 0
    for (let row = begin; row < Math.min(begin + DAY_CANDLES, grid.rows); row++) {
      traded += volume[row] ?? 0
      if (size === 0 || traded < size) continue
      traded = 0
      if (row >= HISTORY) events[row - HISTORY] = 1
    }
  }
  return events
}

function sumOf(values: Float64Array): number {
  let sum = 0
  for (const value of values) sum += value
  return sum
}

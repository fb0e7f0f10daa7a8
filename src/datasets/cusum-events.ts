import type { Candles } from '../core/candles.js'
import { requireNumber } from '../core/require-option.js'
import { DAY, MINUTE } from '../core/time.js'
import { rowOfDayStart, defineEventSampler, type EventSampler } from './event-sampler.js'

export interface CusumOptions {
  readonly id: string
  readonly version: number
  /** Log return that the closes have to go in one direction, without having gone back, to make an event. */
  readonly threshold: number
}

const DAY_CANDLES = DAY / MINUTE

/**
 * Symmetric CUSUM filter (López de Prado, Advances in Financial Machine Learning, 2.5.2.1) of the closes' log returns: an
 * event where the sum of the rises, or of the falls, since it was last zero reaches the threshold; that sum then begins anew.
 * Both also begin anew at midnight UTC, so that an event depends on a day of candles and not on where they begin. Throws
 * RangeError where the threshold is not above 0.
 */
export function cusumEvents({ id, version, threshold }: CusumOptions): EventSampler {
  requireNumber('threshold', threshold, { above: 0 })
  return defineEventSampler({
    id,
    version,
    history: DAY_CANDLES,
    events: (candles) => cusum(candles, threshold),
  })
}

function cusum({ grid, close }: Candles, threshold: number): Uint8Array {
  const events = new Uint8Array(Math.max(0, grid.rows - DAY_CANDLES))
  let rises = 0
  let falls = 0
  const begin = rowOfDayStart(grid, DAY_CANDLES)
  for (let row = begin; row < grid.rows; row++) {
    if ((row - begin) % DAY_CANDLES === 0) rises = falls = 0
    const change = Math.log((close[row] ?? 0) / (close[row - 1] ?? 0))
    rises = Math.max(0, rises + change)
    falls = Math.min(0, falls + change)
    const isEvent = rises >= threshold || falls <= -threshold
    if (rises >= threshold) rises = 0
    if (falls <= -threshold) falls = 0
    if (isEvent && row >= DAY_CANDLES) events[row - DAY_CANDLES] = 1
  }
  return events
}

import type { Candles } from '../core/candles.js'
import { gridAfterHistory } from '../definitions/definition.js'
import type { Grid } from '../core/grid.js'
import { DAY, MINUTE } from '../core/time.js'

/**
 * Chooses the minutes that are trained on, and in which it is decided: those where something happened. Like a feature it is
 * a pure function of the candles up to and including its minute, the same wherever the candles begin.
 */
export interface EventSampler {
  /** Equals the name of the file that holds it. */
  readonly id: string
  readonly version: number
  /** Candles before a row that it reads. */
  readonly history: number
  /** For each row from `history` on 1 where it is an event, else 0. */
  events(candles: Candles): Uint8Array
}

/** Which minutes are events, over a grid of its own. */
export interface EventMask {
  readonly grid: Grid
  readonly events: Uint8Array
}

/** Identity, so that the compiler infers and checks a definition in place. */
export function defineEventSampler(sampler: EventSampler): EventSampler {
  return sampler
}

/** The events of all candles that have their history. Throws UserError where there are too few. */
export function computeEventMask(sampler: EventSampler, candles: Candles): EventMask {
  const grid = gridAfterHistory(sampler.id, sampler.history, candles)
  const events = sampler.events(candles)
  if (events.length === grid.rows) return { grid, events }
  throw new RangeError(
    `${sampler.id} gives ${events.length} values, expected ${grid.rows}, one a row after its history`,
  )
}

/** Whether the minute with this ordinal is an event; outside the mask none is. */
export function isEvent({ grid, events }: EventMask, ordinal: number): boolean {
  return events[ordinal - grid.first] === 1
}

/** Whether something loaded at run time is an event sampler. */
export function isEventSampler(value: unknown): value is EventSampler {
  if (typeof value !== 'object' || value === null) return false
  const candidate: Partial<Record<keyof EventSampler, unknown>> = value
  return (
    typeof candidate.id === 'string' &&
    typeof candidate.version === 'number' &&
    typeof candidate.history === 'number' &&
    typeof candidate.events === 'function'
  )
}

/** Row of the last midnight UTC at or before `row`; negative where that lies before the first row. */
export function rowOfDayStart({ first }: Grid, row: number): number {
  const day = DAY / MINUTE
  const ordinal = first + row
  return row - (ordinal - Math.floor(ordinal / day) * day)
}

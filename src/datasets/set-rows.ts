import { ordinalFrom, type Grid } from '../core/grid.js'
import { DAY, type TimeRange } from '../core/time.js'
import { isEvent, type EventMask } from './event-sampler.js'
import type { SetType, SplitSets } from './split-sets.js'

/** Successive rows of a candle grid: `from` is inside, `to` is not. Ordinals of the calendar. */
export interface OrdinalRun {
  readonly from: number
  readonly to: number
}

/** What is known of one base when its rows are divided among the sets. */
export interface BaseExtent {
  /** All candles of the base. */
  readonly candles: Grid
  /** Minutes of the outages longer than the limit. */
  readonly outages: readonly OrdinalRun[]
  /** Only these of its minutes are trained on; without it all are. */
  readonly events?: EventMask | undefined
}

/** How far around its minute a row's values reach, in candles. */
export interface RowReach {
  /** Candles before a row that its features read, lags included. */
  readonly featureHistory: number
  /** Candles before and after a row that its label reads. */
  readonly labelHistory: number
  readonly labelHorizon: number
  /** Candles after a validation or test range that are not trained on. */
  readonly embargo: number
}

/** Why rows inside a set's ranges are not used, in the order in which the reasons are tried. */
export const DROP_REASONS = ['noCandles', 'noHistory', 'notFinal', 'outage', 'purged', 'embargo', 'noEvent'] as const

export type DropReason = (typeof DROP_REASONS)[number]

/** The rows of one base that belong to one set. */
export interface SetRows {
  /** Runs of successive rows, in order: where one ends, the next row's minute does not follow. */
  readonly runs: readonly OrdinalRun[]
  readonly rows: number
  /** Minutes of the set's ranges that are not used, by the first reason that applies. */
  readonly dropped: Readonly<Record<DropReason, number>>
}

/** The embargo where none is configured: a day, or the label's horizon where that is longer. */
export function defaultEmbargo(horizon: number, interval: number): number {
  return Math.max(horizon, Math.round(DAY / interval))
}

/**
 * The rows of a base that belong to a set. In every set a row needs its feature history and a final label.
 *
 * Training: rows whose window (features and label) touches an outage are left out, rows whose label reads a minute of a
 * validation or test range are purged, and an embargo follows each such range. Minutes that are no event are left out.
 *
 * Validation and test: past candles are known, so history that reaches into another set or over an outage drops nothing;
 * only rows whose label reads minutes of an outage are left out, since nothing could be traded there.
 */
export function selectSetRows(type: SetType, sets: SplitSets, extent: BaseExtent, reach: RowReach): SetRows {
  const runs: OrdinalRun[] = []
  const dropped = { noCandles: 0, noHistory: 0, notFinal: 0, outage: 0, purged: 0, embargo: 0, noEvent: 0 }
  let rows = 0
  for (const range of sets[type]) {
    const reasons = reasonsIn(range, type, sets, extent, reach)
    for (const code of reasons.codes) {
      const reason = DROP_REASONS[code - 1]
      if (reason) dropped[reason]++
      else rows++
    }
    runs.push(...zeroRuns(reasons.codes, reasons.first))
  }
  return { runs, rows, dropped }
}

/** The ordinals of all rows, in order. */
export function ordinalsOf(runs: readonly OrdinalRun[]): Int32Array {
  const ordinals = new Int32Array(runs.reduce((sum, run) => sum + run.to - run.from, 0))
  let next = 0
  for (const run of runs) for (let ordinal = run.from; ordinal < run.to; ordinal++) ordinals[next++] = ordinal
  return ordinals
}

interface Reasons {
  /** Ordinal of the first code. */
  readonly first: number
  /** For each minute 0 where it is used, else 1 + the index of the reason. */
  readonly codes: Uint8Array
}

function reasonsIn(range: TimeRange, type: SetType, sets: SplitSets, extent: BaseExtent, reach: RowReach): Reasons {
  const { candles, outages } = extent
  const first = ordinalFrom(candles.calendar, range.from)
  const last = ordinalFrom(candles.calendar, range.to)
  const codes = new Uint8Array(Math.max(0, last - first))
  /** Marks from … to − 1; reasons are marked from the last to the first, so that the first one stays. */
  const mark = (reason: DropReason, from: number, to: number): void => {
    codes.fill(DROP_REASONS.indexOf(reason) + 1, clamp(from - first, codes.length), clamp(to - first, codes.length))
  }
  const training = type === 'training'
  if (training && extent.events) markNonEvents(codes, first, extent.events)
  if (training) markBorders(mark, evaluationRuns(sets, candles), reach)
  const before = training ? Math.max(reach.featureHistory, reach.labelHistory) : reach.labelHistory
  for (const outage of outages) mark('outage', outage.from - reach.labelHorizon, outage.to + before)
  const end = candles.first + candles.rows
  mark('notFinal', end - reach.labelHorizon, last)
  mark('noHistory', first, candles.first + Math.max(reach.featureHistory, reach.labelHistory))
  mark('noCandles', first, candles.first)
  mark('noCandles', end, last)
  return { first, codes }
}

/** Marks the minutes that are no event. */
function markNonEvents(codes: Uint8Array, first: number, events: EventMask): void {
  const code = DROP_REASONS.indexOf('noEvent') + 1
  for (let row = 0; row < codes.length; row++) if (!isEvent(events, first + row)) codes[row] = code
}

type Mark = (reason: DropReason, from: number, to: number) => void

/** Purging wins over the embargo where both apply: it is the reason that no setting can lift. */
function markBorders(mark: Mark, evaluation: readonly OrdinalRun[], reach: RowReach): void {
  for (const run of evaluation) mark('embargo', run.to, run.to + reach.embargo)
  for (const run of evaluation) mark('purged', run.from - reach.labelHorizon, run.to + reach.labelHistory)
}

function evaluationRuns(sets: SplitSets, { calendar }: Grid): OrdinalRun[] {
  return [...sets.validation, ...sets.test].map((range) => ({
    from: ordinalFrom(calendar, range.from),
    to: ordinalFrom(calendar, range.to),
  }))
}

function clamp(position: number, length: number): number {
  return Math.min(length, Math.max(0, position))
}

function zeroRuns(codes: Uint8Array, first: number): OrdinalRun[] {
  const runs: OrdinalRun[] = []
  let from = codes.indexOf(0)
  while (from >= 0) {
    let to = from
    while (to < codes.length && codes[to] === 0) to++
    runs.push({ from: first + from, to: first + to })
    from = codes.indexOf(0, to)
  }
  return runs
}

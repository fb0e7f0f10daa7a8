import { ordinalFrom, type Grid } from '../core/grid.js'
import { DAY, type TimeRange } from '../core/time.js'
import { isEvent, type EventMask } from './event-sampler.js'
import type { SetType, SplitSets } from './split-sets.js'

/** Successive rows of a candle grid: `from` is inside, `to` is not. Ordinals of the calendar. */
export interface OrdinalRun {
  readonly from: number
  readonly to: number
}

/** Long gaps of another base that a definition needs. */
export interface NeededGaps {
  readonly base: string
  /** Whether its candles are read by the features of a row, or by its label. */
  readonly readBy: 'features' | 'label'
  readonly outages: readonly OrdinalRun[]
  /** Minutes that were never imported. */
  readonly notImported: readonly OrdinalRun[]
  /** From its first candle to its last. */
  readonly candles?: OrdinalRun | undefined
}

/** What is known of one base when its rows are divided among the sets. */
export interface BaseExtent {
  /** All candles of the base. */
  readonly candles: Grid
  /** Minutes of the outages longer than the limit. */
  readonly outages: readonly OrdinalRun[]
  /** Minutes between the candles that were never imported. */
  readonly notImported?: readonly OrdinalRun[]
  /** The long gaps of the bases that are needed besides. */
  readonly needed?: readonly NeededGaps[]
  /** Minutes at one price that are not to be trained on. */
  readonly flat?: readonly OrdinalRun[]
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
export const DROP_REASONS = [
  'noCandles',
  'noHistory',
  'notFinal',
  'notImported',
  'outage',
  'neededOutage',
  'flat',
  'purged',
  'embargo',
  'noEvent',
] as const

export type DropReason = (typeof DROP_REASONS)[number]

/** The rows of one base that belong to one set. */
export interface SetRows {
  /** Runs of successive rows, in order: where one ends, the next row's minute does not follow. */
  readonly runs: readonly OrdinalRun[]
  readonly rows: number
  /** Minutes of the set's ranges that are not used, by the first reason that applies. */
  readonly dropped: Readonly<Record<DropReason, number>>
  /** How many of them are dropped for an outage of which needed base; a base without any is left out. */
  readonly neededOutages: Readonly<Record<string, number>>
  /** How many minutes without candles lie before or after those of which needed base; a base without any is left out. */
  readonly neededAbsences: Readonly<Record<string, number>>
}

/** The embargo where none is configured: a day, or the label's horizon where that is longer. */
export function defaultEmbargo(horizon: number, interval: number): number {
  return Math.max(horizon, Math.round(DAY / interval))
}

/**
 * The rows of a base that belong to a set. In every set a row needs its feature history and a final label: minutes that were
 * never imported are no history, nor is a label that reads them final.
 *
 * Training: rows whose window (features and label) touches an outage, of the base or of another that it reads, are left out,
 * and so are those at one price where they are not wanted, and those whose label reads them. Rows whose label reads a minute
 * of a validation or test range are purged, and an embargo follows each such range. Minutes that are no event are left out.
 *
 * Validation and test: past candles are known, so history that reaches into another set or over an outage drops nothing;
 * only rows whose label reads minutes of an outage are left out, since nothing could be traded there.
 */
export function selectSetRows(type: SetType, sets: SplitSets, extent: BaseExtent, reach: RowReach): SetRows {
  const runs: OrdinalRun[] = []
  const counts = new Uint32Array(1 + DROP_REASONS.length + (extent.needed?.length ?? 0))
  const neededAbsences: Record<string, number> = {}
  for (const range of sets[type]) {
    const reasons = reasonsIn(range, type, sets, extent, reach)
    for (const code of reasons.codes) counts[code] = (counts[code] ?? 0) + 1
    countAbsences(neededAbsences, reasons, extent)
    runs.push(...zeroRuns(reasons.codes, reasons.first))
  }
  return { runs, rows: counts[0] ?? 0, ...countDropped(counts, extent), neededAbsences }
}

/** Adds the minutes without candles to the first needed base that has none there. */
function countAbsences(counts: Record<string, number>, { first, codes }: Reasons, { needed = [] }: BaseExtent): void {
  const ranges = needed.flatMap(({ base, candles }) => (candles ? [{ base, ...candles }] : []))
  if (ranges.length === 0) return
  const code = 1 + DROP_REASONS.indexOf('noCandles')
  codes.forEach((one, index) => {
    if (one !== code) return
    const absent = ranges.find(({ from, to }) => first + index < from || first + index >= to)
    if (absent) counts[absent.base] = (counts[absent.base] ?? 0) + 1
  })
}

/** Codes behind those of the reasons are outages of the needed bases, in their order. */
function countDropped(counts: Uint32Array, { needed = [] }: BaseExtent): Pick<SetRows, 'dropped' | 'neededOutages'> {
  const neededOutages: Record<string, number> = {}
  let beside = 0
  needed.forEach(({ base }, index) => {
    const count = counts[1 + DROP_REASONS.length + index] ?? 0
    if (count > 0) neededOutages[base] = (neededOutages[base] ?? 0) + count
    beside += count
  })
  const of = (reason: DropReason): number => counts[1 + DROP_REASONS.indexOf(reason)] ?? 0
  const dropped = {
    noCandles: of('noCandles'),
    noHistory: of('noHistory'),
    notFinal: of('notFinal'),
    notImported: of('notImported'),
    outage: of('outage'),
    neededOutage: beside,
    flat: of('flat'),
    purged: of('purged'),
    embargo: of('embargo'),
    noEvent: of('noEvent'),
  }
  return { dropped, neededOutages }
}

/** The first run of `gaps` that a row of `runs` reads, from `before` minutes before it to `after` minutes after it. */
export function findTouchedGap(
  gaps: readonly OrdinalRun[],
  runs: readonly OrdinalRun[],
  before: number,
  after: number,
): OrdinalRun | undefined {
  return gaps.find((gap) => runs.some((run) => run.from - before < gap.to && run.to - 1 + after >= gap.from))
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
  /** For each minute 0 where it is used, else 1 + the index of the reason, or a code of `countDropped`. */
  readonly codes: Uint8Array
}

function reasonsIn(range: TimeRange, type: SetType, sets: SplitSets, extent: BaseExtent, reach: RowReach): Reasons {
  const { candles, outages } = extent
  const first = ordinalFrom(candles.calendar, range.from)
  const last = ordinalFrom(candles.calendar, range.to)
  const codes = new Uint8Array(Math.max(0, last - first))
  /** Marks from … to − 1; reasons are marked from the last to the first, so that the first one stays. */
  const markCode = (code: number, from: number, to: number): void => {
    codes.fill(code, clamp(from - first, codes.length), clamp(to - first, codes.length))
  }
  const mark = (reason: DropReason, from: number, to: number): void => {
    markCode(DROP_REASONS.indexOf(reason) + 1, from, to)
  }
  const training = type === 'training'
  if (training && extent.events) markNonEvents(codes, first, extent.events)
  if (training) markBorders(mark, evaluationRuns(sets, candles), reach)
  const history = Math.max(reach.featureHistory, reach.labelHistory)
  if (training) {
    for (const { from, to } of extent.flat ?? []) mark('flat', from - reach.labelHorizon, to + reach.labelHistory)
  }
  markNeeded(markCode, training, extent.needed ?? [], reach)
  const before = training ? history : reach.labelHistory
  for (const outage of outages) mark('outage', outage.from - reach.labelHorizon, outage.to + before)
  for (const gap of extent.notImported ?? []) mark('notImported', gap.from - reach.labelHorizon, gap.to + history)
  const end = candles.first + candles.rows
  mark('notFinal', end - reach.labelHorizon, last)
  mark('noHistory', first, candles.first + history)
  mark('noCandles', first, candles.first)
  mark('noCandles', end, last)
  return { first, codes }
}

/** Outages of needed bases, the first base's last; those that features read are left to what is known in an evaluation. */
function markNeeded(
  mark: (code: number, from: number, to: number) => void,
  training: boolean,
  needed: readonly NeededGaps[],
  { featureHistory, labelHistory, labelHorizon }: RowReach,
): void {
  needed.toReversed().forEach(({ readBy, outages }, index) => {
    const code = 1 + DROP_REASONS.length + needed.length - 1 - index
    if (readBy === 'features' && !training) return
    const [before, after] = readBy === 'features' ? [featureHistory, 0] : [labelHistory, labelHorizon]
    for (const { from, to } of outages) mark(code, from - after, to + before)
  })
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

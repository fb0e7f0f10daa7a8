import { CANDLE_COLUMNS, frameToCandles, sliceCandles, type CandleColumn, type Candles } from '../../core/candles.js'
import { CancelledError, UserError, systemCodeOf } from '../../core/errors.js'
import type { Calendar } from '../../core/calendar.js'
import { rowAt, timeAt } from '../../core/grid.js'
import { calendarOf, marketPath, type Market } from '../../core/market.js'
import { silentProgress } from '../../core/progress.js'
import { intersect, isoMinute, monthsOf, type TimeRange } from '../../core/time.js'
import { runInParallel } from '../../runtime/run-in-parallel.js'
import { readFrameFile } from '../arrow/frame-file.js'
import { monthFileOf, removeStagedFiles } from '../files/market-folder.js'
import type { StagedFile } from '../files/staged-file.js'
import { CandleConflictError, type CandleConflict, type MergeOptions, type MergeReport } from './candle-store.js'
import { readTail } from './candle-tail.js'
import { readStoredRange, withRecoveryHint } from './list-candles.js'
import { mergeCandles, type ConflictRule, type MergedCandles } from './merge-candles.js'
import { stageMonthFile } from './month-candles.js'
import { STORED_CANDLE_COLUMNS } from './read-candles.js'

interface MonthPlan {
  readonly file: string
  readonly month: TimeRange
  readonly merged: MergedCandles
  /** The number of candles of a source that the month then has within the range of the given ones. */
  readonly real: number
}

/**
 * Merges pieces of candles, which must not overlap, into the months of a market: all months are computed before the first
 * is written, then staged, and only then put in place, in the order of `monthWriteSequence`. The caller must hold the
 * writer's lock and have folded the tail; a dry run needs neither.
 */
export async function mergeMonths(
  folder: string,
  market: Market,
  pieces: readonly Candles[],
  options: MergeOptions,
): Promise<MergeReport> {
  const ranges = pieces.map((piece) => realRange(piece, market))
  if (!options.dryRun) await removeStagedFiles(folder)
  const plans: MonthPlan[] = []
  for (const month of monthsOfAll(ranges)) {
    const merged = await mergeMonth(folder, market, pieces, month, options)
    const real = ranges.reduce((sum, range) => sum + realRowsIn(merged, intersect(range, month)), 0)
    // A month that stays as it is needs no memory while the others are computed.
    const isDue = merged.added + merged.changed + merged.conflicts.length > 0
    const file = monthFileOf(folder, month.from)
    plans.push({ file, month, merged: isDue ? merged : { ...merged, candles: undefined }, real })
  }
  refuseConflicts(market, pieces, plans, options)
  if (!options.dryRun)
    await writeMonths(market, monthWriteSequence(plans, await readStoredRange(folder, market)), options)
  return reportOf(ranges, calendarOf(market), plans)
}

/** Lists each month that one of the ranges touches once, in the order of time. */
function monthsOfAll(ranges: readonly TimeRange[]): TimeRange[] {
  const months = new Map(ranges.flatMap((range) => monthsOf(range).map((month) => [month.from, month] as const)))
  return [...months.values()].sort((a, b) => a.from - b.from)
}

/** Returns the time from the first to the end of the last candle that is not filled; throws UserError without any. */
function realRange({ grid, filled }: Candles, market: Market): TimeRange {
  if (grid.calendar.id !== calendarOf(market).id) {
    throw new UserError(`candles of ${grid.calendar.id} cannot be kept as ${marketPath(market)}`)
  }
  const first = filled.indexOf(0)
  if (first < 0) throw new UserError(`there are no candles to keep for ${marketPath(market)}`)
  return { from: timeAt(grid, first), to: timeAt(grid, filled.lastIndexOf(0) + 1) }
}

async function mergeMonth(
  folder: string,
  market: Market,
  pieces: readonly Candles[],
  month: TimeRange,
  { conflict = 'refuse', dryRun = false }: MergeOptions,
): Promise<MergedCandles> {
  const months = await readMonth(monthFileOf(folder, month.from), market)
  const tail = dryRun ? await readTail(folder, calendarOf(market)) : undefined
  const late = tail && partIn(tail, month)
  const stored = late ? mergeCandles(months, late, 'new').candles : months
  const parts = pieces.flatMap((piece) => partIn(piece, month) ?? [])
  return mergeParts(stored, parts, conflict)
}

/** Merges one part after the other, as if each were stored before the next one came. */
function mergeParts(stored: Candles | undefined, parts: readonly Candles[], rule: ConflictRule): MergedCandles {
  let all: MergedCandles = { candles: stored, added: 0, changed: 0, unchanged: 0, conflicts: [] }
  for (const part of parts) {
    const merged = mergeCandles(all.candles, part, rule)
    all = {
      candles: merged.candles,
      added: all.added + merged.added,
      changed: all.changed + merged.changed,
      unchanged: all.unchanged + merged.unchanged,
      conflicts: [...all.conflicts, ...merged.conflicts],
    }
  }
  return all
}

/** Returns the candles that open in `month`; undefined where there are none. */
function partIn(candles: Candles, month: TimeRange): Candles | undefined {
  const from = Math.max(0, rowAt(candles.grid, month.from))
  const to = Math.min(candles.grid.rows, rowAt(candles.grid, month.to))
  if (from === 0 && to === candles.grid.rows) return candles
  return from < to ? sliceCandles(candles, from, to - from) : undefined
}

async function readMonth(file: string, market: Market): Promise<Candles | undefined> {
  try {
    return frameToCandles((await readFrameFile(file, calendarOf(market), STORED_CANDLE_COLUMNS)).frame)
  } catch (error) {
    if (systemCodeOf(error) === 'ENOENT') return undefined
    throw withRecoveryHint(market, error)
  }
}

function refuseConflicts(
  market: Market,
  pieces: readonly Candles[],
  plans: readonly MonthPlan[],
  { conflict = 'refuse' }: MergeOptions,
): void {
  const ordinals = plans.flatMap(({ merged }) => [...merged.conflicts])
  const [ordinal] = ordinals
  const stored = plans.find(({ merged }) => merged.conflicts.length > 0)?.merged.candles
  if (conflict !== 'refuse' || ordinal === undefined || !stored) return
  const fresh = pieceAt(pieces, ordinal)
  const more = ordinals.length > 1 ? ` and ${ordinals.length - 1} more minutes differ` : ''
  throw new CandleConflictError(
    `${marketPath(market)} at ${isoMinute(fresh.grid.calendar.timeAt(ordinal))}: stored is ${candleText(stored, ordinal)}, new is ${candleText(fresh, ordinal)}${more}; choose who wins with {conflict} stored or {conflict} new`,
    plans.flatMap(({ merged }) => conflictsIn(merged, pieces)).slice(0, MAX_LISTED_CONFLICTS),
    ordinals.length,
  )
}

const MAX_LISTED_CONFLICTS = 5

/** Returns the piece that has the minute of that ordinal. */
function pieceAt(pieces: readonly Candles[], ordinal: number): Candles {
  const found = pieces.find(({ grid }) => ordinal >= grid.first && ordinal < grid.first + grid.rows)
  if (!found) throw new RangeError(`no piece has the minute ${ordinal}`)
  return found
}

function conflictsIn({ candles: stored, conflicts }: MergedCandles, pieces: readonly Candles[]): CandleConflict[] {
  if (!stored) return []
  return conflicts.slice(0, MAX_LISTED_CONFLICTS).map((ordinal) => {
    const fresh = pieceAt(pieces, ordinal)
    return {
      time: fresh.grid.calendar.timeAt(ordinal),
      differing: CANDLE_COLUMNS.map((column) => ({
        column,
        stored: valueAt(stored, column, ordinal),
        fresh: valueAt(fresh, column, ordinal),
      })).filter((values) => differ(values.stored, values.fresh)),
    }
  })
}

function valueAt(candles: Candles, column: CandleColumn, ordinal: number): number {
  return candles[column][ordinal - candles.grid.first] ?? Number.NaN
}

/** A value that one of the sources does not know conflicts with nothing. */
function differ(a: number, b: number): boolean {
  return a !== b && !Number.isNaN(a) && !Number.isNaN(b)
}

function candleText(candles: Candles, ordinal: number): string {
  const row = ordinal - candles.grid.first
  const { open, high, low, close, volume } = candles
  return [open, high, low, close, volume].map((values) => String(values[row])).join('/')
}

/** Months that are staged at a time: one waits for the disk while another one is encoded. */
const MAX_STAGED_AT_ONCE = 4

async function writeMonths(market: Market, plans: readonly MonthPlan[], options: MergeOptions): Promise<void> {
  const due = plans.flatMap(({ file, merged: { candles, added, changed } }) =>
    candles && added + changed > 0 ? [{ file, candles }] : [],
  )
  const task = (options.progress ?? silentProgress).start(marketPath(market), due.length, 'months')
  const staged: StagedFile[] = []
  let done = 0
  try {
    await runInParallel([...due.entries()], MAX_STAGED_AT_ONCE, async ([index, { file, candles }]) => {
      if (options.signal?.aborted) throw new CancelledError('nothing was changed')
      staged[index] = await stageMonthFile(file, market, candles)
      task.update(++done)
      return true
    })
    if (options.signal?.aborted) throw new CancelledError('nothing was changed')
    for (const file of staged) await file.commit()
  } finally {
    await Promise.all(staged.map((file) => file.discard()))
    task.end()
  }
}

function reportOf(ranges: readonly TimeRange[], calendar: Calendar, plans: readonly MonthPlan[]): MergeReport {
  const sum = (count: (plan: MonthPlan) => number): number => plans.reduce((total, plan) => total + count(plan), 0)
  const rows = ranges.reduce((total, { from, to }) => total + calendar.ordinalAt(to) - calendar.ordinalAt(from), 0)
  return {
    added: sum(({ merged }) => merged.added),
    changed: sum(({ merged }) => merged.changed),
    unchanged: sum(({ merged }) => merged.unchanged),
    conflicting: sum(({ merged }) => merged.conflicts.length),
    filled: rows - sum(({ real }) => real),
    range: { from: Math.min(...ranges.map(({ from }) => from)), to: Math.max(...ranges.map(({ to }) => to)) },
  }
}

function realRowsIn({ candles }: MergedCandles, range: TimeRange | undefined): number {
  if (!candles || !range) return 0
  const from = Math.max(0, rowAt(candles.grid, range.from))
  const to = Math.min(candles.grid.rows, rowAt(candles.grid, range.to))
  let count = 0
  for (let row = from; row < to; row++) count += 1 - (candles.filled[row] ?? 0)
  return count
}

/**
 * Sorts the months of one merge into the order in which they are put in place: from the stored ones outwards. A stop
 * between any two of them leaves no new hole between the first candle and the last, so that a later update fetches the
 * rest. Without stored candles the months are in the order of time.
 */
export function monthWriteSequence<T extends { readonly month: TimeRange }>(
  months: readonly T[],
  stored: TimeRange | undefined,
): T[] {
  const inTime = months.toSorted((a, b) => a.month.from - b.month.from)
  const before = inTime.filter(({ month }) => stored !== undefined && month.to <= stored.from)
  return [...inTime.filter((one) => !before.includes(one)), ...before.reverse()]
}

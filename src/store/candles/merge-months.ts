import { CANDLE_COLUMNS, frameToCandles, sliceCandles, type CandleColumn, type Candles } from '../../core/candles.js'
import { CancelledError, UserError, systemCodeOf } from '../../core/errors.js'
import { rowAt, timeAt } from '../../core/grid.js'
import { calendarOf, marketPath, type Market } from '../../core/market.js'
import { silentProgress } from '../../core/progress.js'
import { isoMinute, monthsOf, type TimeRange } from '../../core/time.js'
import { readFrameFile } from '../arrow/frame-file.js'
import { monthFileOf, removeStagedFiles } from '../files/market-folder.js'
import type { StagedFile } from '../files/staged-file.js'
import { CandleConflictError, type CandleConflict, type MergeOptions, type MergeReport } from './candle-store.js'
import { readTail } from './candle-tail.js'
import { readStoredRange, withRecoveryHint } from './list-candles.js'
import { mergeCandles, type MergedCandles } from './merge-candles.js'
import { stageMonthFile } from './month-candles.js'
import { STORED_CANDLE_COLUMNS } from './read-candles.js'

interface MonthPlan {
  readonly file: string
  readonly month: TimeRange
  readonly merged: MergedCandles
}

/**
 * Merges candles into the months of a market: all months are computed before the first is written, then staged, and
 * only then put in place, in the order of `monthWriteSequence`. The caller must hold the writer's lock and have folded
 * the tail; a dry run needs neither.
 */
export async function mergeMonths(
  folder: string,
  market: Market,
  candles: Candles,
  options: MergeOptions,
): Promise<MergeReport> {
  const calendar = calendarOf(market)
  if (candles.grid.calendar.id !== calendar.id) {
    throw new UserError(`candles of ${candles.grid.calendar.id} cannot be kept as ${marketPath(market)}`)
  }
  const range = realRange(candles)
  if (!range) throw new UserError(`there are no candles to keep for ${marketPath(market)}`)
  if (!options.dryRun) await removeStagedFiles(folder)
  const plans: MonthPlan[] = []
  for (const month of monthsOf(range)) plans.push(await planMonth(folder, market, candles, month, options))
  refuseConflicts(market, candles, plans, options)
  if (!options.dryRun)
    await writeMonths(market, monthWriteSequence(plans, await readStoredRange(folder, market)), options)
  return reportOf(range, candles, plans)
}

/** Returns the time from the first to the end of the last candle that is not filled. */
function realRange({ grid, filled }: Candles): TimeRange | undefined {
  const first = filled.indexOf(0)
  if (first < 0) return undefined
  return { from: timeAt(grid, first), to: timeAt(grid, filled.lastIndexOf(0) + 1) }
}

async function planMonth(
  folder: string,
  market: Market,
  candles: Candles,
  month: TimeRange,
  { conflict = 'refuse', dryRun = false }: MergeOptions,
): Promise<MonthPlan> {
  const file = monthFileOf(folder, month.from)
  const months = await readMonth(file, market)
  const tail = dryRun ? await readTail(folder, candles.grid.calendar) : undefined
  const late = tail && partIn(tail, month)
  const stored = late ? mergeCandles(months, late, 'new').candles : months
  return { file, month, merged: mergeCandles(stored, partIn(candles, month) ?? sliceCandles(candles, 0, 0), conflict) }
}

/** Returns the candles that open in `month`; undefined where there are none. */
function partIn(candles: Candles, month: TimeRange): Candles | undefined {
  const from = Math.max(0, rowAt(candles.grid, month.from))
  const to = Math.min(candles.grid.rows, rowAt(candles.grid, month.to))
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
  candles: Candles,
  plans: readonly MonthPlan[],
  { conflict = 'refuse' }: MergeOptions,
): void {
  const ordinals = plans.flatMap(({ merged }) => [...merged.conflicts])
  const [ordinal] = ordinals
  const stored = plans.find(({ merged }) => merged.conflicts.length > 0)?.merged.candles
  if (conflict !== 'refuse' || ordinal === undefined || !stored) return
  const more = ordinals.length > 1 ? ` and ${ordinals.length - 1} more minutes differ` : ''
  throw new CandleConflictError(
    `${marketPath(market)} at ${isoMinute(candles.grid.calendar.timeAt(ordinal))}: stored is ${candleText(stored, ordinal)}, new is ${candleText(candles, ordinal)}${more}; choose who wins with {conflict} stored or {conflict} new`,
    plans.flatMap(({ merged }) => conflictsIn(merged, candles)).slice(0, MAX_LISTED_CONFLICTS),
    ordinals.length,
  )
}

const MAX_LISTED_CONFLICTS = 5

function conflictsIn({ candles: stored, conflicts }: MergedCandles, fresh: Candles): CandleConflict[] {
  if (!stored) return []
  return conflicts.slice(0, MAX_LISTED_CONFLICTS).map((ordinal) => ({
    time: fresh.grid.calendar.timeAt(ordinal),
    differing: CANDLE_COLUMNS.map((column) => ({
      column,
      stored: valueAt(stored, column, ordinal),
      fresh: valueAt(fresh, column, ordinal),
    })).filter((values) => differ(values.stored, values.fresh)),
  }))
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

async function writeMonths(market: Market, plans: readonly MonthPlan[], options: MergeOptions): Promise<void> {
  const due = plans.filter(({ merged }) => merged.added + merged.changed > 0)
  const task = (options.progress ?? silentProgress).start(marketPath(market), due.length, 'months')
  const staged: StagedFile[] = []
  try {
    for (const { file, merged } of due) {
      if (options.signal?.aborted) throw new CancelledError('nothing was changed')
      if (merged.candles) staged.push(await stageMonthFile(file, market, merged.candles))
      task.update(staged.length)
    }
    for (const file of staged) await file.commit()
  } finally {
    await Promise.all(staged.map((file) => file.discard()))
    task.end()
  }
}

function reportOf(range: TimeRange, candles: Candles, plans: readonly MonthPlan[]): MergeReport {
  const sum = (count: (merged: MergedCandles) => number): number =>
    plans.reduce((total, { merged }) => total + count(merged), 0)
  const { calendar } = candles.grid
  const rows = calendar.ordinalAt(range.to) - calendar.ordinalAt(range.from)
  return {
    added: sum((merged) => merged.added),
    changed: sum((merged) => merged.changed),
    unchanged: sum((merged) => merged.unchanged),
    conflicting: sum((merged) => merged.conflicts.length),
    filled: rows - sum((merged) => realRowsIn(merged, range)),
    range,
  }
}

function realRowsIn({ candles }: MergedCandles, range: TimeRange): number {
  if (!candles) return 0
  const from = Math.max(0, rowAt(candles.grid, range.from))
  const to = Math.min(candles.grid.rows, rowAt(candles.grid, range.to))
  return candles.filled.subarray(from, Math.max(from, to)).reduce((count, mark) => count + 1 - mark, 0)
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

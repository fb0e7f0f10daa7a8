import type { Base } from '../../config/markets.js'
import { selectCandleColumns, sliceCandles, type Candles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import { columnOf, makeFrame, type Column, type Frame } from '../../core/frame.js'
import { gridOver, rangeOf, type Grid } from '../../core/grid.js'
import { calendarOf } from '../../core/market.js'
import { intersect, isoMinute, type TimeRange } from '../../core/time.js'
import { gridAfterHistory } from '../../definitions/definition.js'
import { featureRequest } from '../../features/catalog.js'
import { expandedColumns } from '../../features/expand-lags.js'
import { columnHistory, lagSpan, type FeatureSet } from '../../features/feature-set.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import type { DerivedRequest, DerivedStore } from '../../store/derived/derived-store.js'
import { openNeededCandles } from '../../store/derived/needed-candles.js'
import { targetRequest } from '../../targets/catalog.js'
import type { Target } from '../../targets/target.js'
import type { FrameDefinition } from './find-definition.js'

/** Rows of a definition. Lagged columns are views of the memory of the stored one. */
export interface ComputedRows extends Frame {
  /** For a target: rows that have class 0 for want of a label. */
  readonly unlabelled?: number
}

/** Which rows are given, and which rows of the definition's own frame they are taken from. */
interface SelectedRows {
  readonly given: Grid
  readonly frame: Grid
}

/** Computes straight from candles: nothing is read from the store or kept in it. */
export function computeFromCandles(found: FrameDefinition, candles: Candles, range: Partial<TimeRange>): ComputedRows {
  const rows = selectRows(found, candles.grid, range)
  const { grid } = candles
  const reach = found.kind === 'features' ? columnHistory(found.entry.value) : found.entry.value.history
  const horizon = found.kind === 'targets' ? found.entry.value.horizon : 0
  const first = rows.frame.first - reach - grid.first
  const end = Math.min(grid.rows, rows.frame.first + rows.frame.rows + horizon - grid.first)
  const { value: definition } = found.entry
  const part = sliceCandles(candles, first, end - first)
  // As from the store: what works on a file works everywhere.
  const isPartial = definition.reads && !definition.needs?.length
  const frame = definition.compute(isPartial ? selectCandleColumns(part, definition.reads) : part)
  return takeRows(found, frame, grid, rows)
}

export interface StoredData extends Pick<DerivedRequest, 'progress' | 'signal'> {
  readonly candles: CandleStore
  readonly derived: DerivedStore
}

/** Takes what the store has, computes what is missing and keeps it. */
export async function computeFromStore(
  found: FrameDefinition,
  base: Base,
  range: Partial<TimeRange>,
  { candles, derived, ...options }: StoredData,
): Promise<ComputedRows> {
  const { grid, rows, request } = await planFrame(found, base, range, candles)
  const frame = await derived.frame({ ...request, ...options })
  return takeRows(found, frame, grid, rows)
}

/** What the stored candles of a base give of a definition, and the frame that it is taken from. */
export interface PlannedFrame {
  /** Of the candles. */
  readonly grid: Grid
  readonly rows: SelectedRows
  readonly request: DerivedRequest
}

/** Throws UserError where there are no candles, or no rows in the range. */
export async function planFrame(
  found: FrameDefinition,
  { name, market }: Base,
  range: Partial<TimeRange>,
  candles: CandleStore,
): Promise<PlannedFrame> {
  const stored = await candles.range(market)
  if (!stored) throw new UserError(`base ${name} has no candles; import some with`, { remedy: 'data.import' })
  const { value: definition } = found.entry
  const usable = definition.needs ? await openNeededCandles(candles, { definition, market }).range() : stored
  const grid = gridOver(calendarOf(market), usable)
  const rows = selectRows(found, grid, range)
  const source = found.kind === 'features' ? await featureRequest(found.entry) : await targetRequest(found.entry)
  return { grid, rows, request: { ...source, market, range: rangeOf(rows.frame) } }
}

/**
 * The rows of `range` that these candles give: for a feature set those with their whole history, for a target one for each
 * candle. Throws UserError where the candles are fewer than the history needs, or where nothing lies in the range.
 */
function selectRows({ kind, entry }: FrameDefinition, candles: Grid, range: Partial<TimeRange>): SelectedRows {
  const { id, history } = entry.value
  const complete = gridAfterHistory(id, history, { grid: candles })
  const all = rangeOf(kind === 'targets' ? candles : complete)
  const wanted = { from: range.from ?? all.from, to: range.to ?? all.to }
  const part = intersect(wanted, all)
  const given = part && gridOver(candles.calendar, part)
  if (!given || given.rows === 0) {
    throw new UserError(
      `no rows of ${id} from ${isoMinute(wanted.from)} to ${isoMinute(wanted.to)}; the candles give rows from ${isoMinute(all.from)} to ${isoMinute(all.to)}`,
    )
  }
  const lags = kind === 'features' ? lagSpan(entry.value) : 0
  const first = Math.max(given.first, complete.first) - lags
  const end = Math.max(given.first + given.rows, first + lags + 1)
  return { given, frame: { calendar: candles.calendar, first, rows: end - first } }
}

function takeRows(
  { kind, entry }: FrameDefinition,
  frame: Frame,
  candles: Grid,
  { given }: SelectedRows,
): ComputedRows {
  return kind === 'features' ? expandLags(entry.value, frame, given) : padLabels(entry.value, frame, candles, given)
}

/** The rows of `grid` with their lags expanded; `frame` has all rows that the lags lie in. */
function expandLags(set: FeatureSet, frame: Frame, grid: Grid): ComputedRows {
  const first = grid.first - frame.grid.first
  return makeFrame(
    grid,
    expandedColumns(set).map(({ name, stored, offset }) => {
      const from = first - offset
      return [name, columnOf(frame, stored).subarray(from, from + grid.rows)] as const
    }),
  )
}

/**
 * One row for each candle of `grid`. Rows without history, and the last `horizon` rows of `candles`, which are not final,
 * have class 0 (hold) and no value in the other columns.
 */
function padLabels(target: Target, frame: Frame, candles: Grid, grid: Grid): ComputedRows {
  const finalEnd = candles.first + candles.rows - target.horizon
  const from = Math.max(grid.first, frame.grid.first)
  const to = Math.min(grid.first + grid.rows, frame.grid.first + frame.grid.rows, finalEnd)
  const columns = [...frame.columns].map(([name, values]) => {
    const padded = emptyColumn(values, grid.rows)
    if (to > from) padded.set(values.subarray(from - frame.grid.first, to - frame.grid.first), from - grid.first)
    return [name, padded] as const
  })
  return { ...makeFrame(grid, columns), unlabelled: grid.rows - Math.max(0, to - from) }
}

function emptyColumn(like: Column, rows: number): Column {
  if (like instanceof Uint8Array) return new Uint8Array(rows)
  return (like instanceof Float32Array ? new Float32Array(rows) : new Float64Array(rows)).fill(Number.NaN)
}

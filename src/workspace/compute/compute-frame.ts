import type { Base } from '../../config/markets.js'
import { selectCandleColumns, sliceCandles, type Candles } from '../../core/candles.js'
import { UserError } from '../../core/errors.js'
import type { Frame } from '../../core/frame.js'
import { gridOver, rangeOf, type Grid } from '../../core/grid.js'
import { calendarOf } from '../../core/market.js'
import type { Progress } from '../../core/progress.js'
import type { TimeRange } from '../../core/time.js'
import { columnHistory } from '../../features/feature-set.js'
import { featureRequest } from '../../features/catalog.js'
import type { DerivedStore } from '../../store/derived/derived-store.js'
import { openNeededCandles } from '../../store/derived/needed-candles.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { targetRequest } from '../../targets/catalog.js'
import type { FrameDefinition } from './find-definition.js'
import type { ComputedTable } from './computed-table.js'
import { featureTable } from './feature-table.js'
import { labelTable } from './label-table.js'
import { selectRows, type SelectedRows } from './select-rows.js'

/** Computes straight from candles: nothing is read from the store or kept in it. */
export function computeFromCandles(
  computable: FrameDefinition,
  candles: Candles,
  range: Partial<TimeRange>,
): ComputedTable {
  const wanted = selectRows(computable, candles.grid, range)
  const { grid } = candles
  const reach = computable.kind === 'features' ? columnHistory(computable.entry.value) : computable.entry.value.history
  const horizon = computable.kind === 'targets' ? computable.entry.value.horizon : 0
  const first = wanted.frame.first - reach - grid.first
  const end = Math.min(grid.rows, wanted.frame.first + wanted.frame.rows + horizon - grid.first)
  const { value: definition } = computable.entry
  const part = sliceCandles(candles, first, end - first)
  // As from the store: what works on a file works everywhere.
  const given = definition.reads && !definition.needs?.length ? selectCandleColumns(part, definition.reads) : part
  const frame = definition.compute(given)
  return tableOf(computable, frame, grid, wanted)
}

export interface StoredData {
  readonly candles: CandleStore
  readonly derived: DerivedStore
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** Takes what the store has, computes what is missing and keeps it. */
export async function computeFromStore(
  computable: FrameDefinition,
  { name, market }: Base,
  range: Partial<TimeRange>,
  { candles, derived, progress, signal }: StoredData,
): Promise<ComputedTable> {
  const stored = await candles.range(market)
  if (!stored) throw new UserError(`base ${name} has no candles; import some with: followupward import FILE`)
  const { value: definition } = computable.entry
  const usable = definition.needs ? await openNeededCandles(candles, { definition, market }).range() : stored
  const grid = gridOver(calendarOf(market), usable)
  const wanted = selectRows(computable, grid, range)
  const source =
    computable.kind === 'features' ? await featureRequest(computable.entry) : await targetRequest(computable.entry)
  const frame = await derived.frame({ ...source, market, range: rangeOf(wanted.frame), progress, signal })
  return tableOf(computable, frame, grid, wanted)
}

function tableOf(computable: FrameDefinition, frame: Frame, candles: Grid, { shown }: SelectedRows): ComputedTable {
  return computable.kind === 'features'
    ? featureTable(computable.entry.value, frame, shown)
    : labelTable(computable.entry.value, frame, candles, shown)
}

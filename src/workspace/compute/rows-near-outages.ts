import type { Candles } from '../../core/candles.js'
import { rangeOf, type Grid } from '../../core/grid.js'
import type { Market } from '../../core/market.js'
import { uint8ColumnOf } from '../../core/frame.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { findGaps } from '../../ohlcv/gaps.js'
import type { FrameDefinition } from './find-definition.js'

/** Rows of a definition that read minutes of an outage: training leaves them out. */
export function countRowsNearOutages(
  found: FrameDefinition,
  rows: Grid,
  candles: Pick<Candles, 'grid' | 'filled'>,
  config: WorkspaceConfig,
): number {
  const { history, horizon } = reachOf(found)
  const end = rows.first + rows.rows
  let counted = rows.first
  let count = 0
  const { calendar } = candles.grid
  for (const gap of findGaps(candles, config.gaps)) {
    if (!gap.outage) continue
    const from = Math.max(counted, calendar.ordinalAt(gap.from) - horizon)
    const to = Math.min(end, calendar.ordinalAt(gap.to) + history)
    count += Math.max(0, to - from)
    counted = Math.max(counted, to)
  }
  return count
}

/** The part of stored candles that `countRowsNearOutages` needs for these rows. */
export async function readFilledMarks(
  found: FrameDefinition,
  rows: Grid,
  store: CandleStore,
  market: Market,
): Promise<Pick<Candles, 'grid' | 'filled'>> {
  const { history, horizon } = reachOf(found)
  const around = rangeOf({ ...rows, first: rows.first - history, rows: rows.rows + history + horizon })
  const frame = await store.readColumns(market, ['filled'], around)
  return { grid: frame.grid, filled: uint8ColumnOf(frame, 'filled') }
}

function reachOf(found: FrameDefinition): { history: number; horizon: number } {
  const { history } = found.entry.value
  return { history, horizon: found.kind === 'targets' ? found.entry.value.horizon : 0 }
}

import type { Candles } from '../../core/candles.js'
import { rangeOf, type Grid } from '../../core/grid.js'
import { marketOfBase, type Market } from '../../core/market.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import type { CandleStore } from '../../store/candles/candle-store.js'
import { findGaps, type Gap } from '../../ohlcv/gaps.js'
import { neverImportedError } from '../../ohlcv/never-imported-error.js'
import { readGaps } from '../../ohlcv/read-gaps.js'
import type { FrameDefinition } from './find-definition.js'

/** Rows of a definition that read minutes which no source has: training leaves them out. */
export interface RowsNearGaps {
  /** Rows that read minutes of an outage. */
  readonly besideOutage: number
  /** Rows that read minutes that were never imported. */
  readonly besideNotImported: number
  /** Rows that read minutes of an outage of another base that the definition needs; a base without any is left out. */
  readonly besideNeededOutage: Readonly<Record<string, number>>
}

/** The gaps of the base and of the others that a definition needs. */
export interface DefinitionGaps {
  readonly own: readonly Gap[]
  readonly needed: ReadonlyMap<string, readonly Gap[]>
}

/** The gaps of candles in memory. */
export function findNeededGaps(
  { entry }: FrameDefinition,
  candles: Pick<Candles, 'grid' | 'filled' | 'others'>,
  { gaps }: Pick<WorkspaceConfig, 'gaps'>,
): DefinitionGaps {
  const needed = (entry.value.needs ?? []).flatMap((base) => {
    const other = candles.others?.get(base)
    return other ? [[base, findGaps(other, gaps)] as const] : []
  })
  return { own: findGaps(candles, gaps), needed: new Map(needed) }
}

/** The gaps of stored candles that these rows read. */
export async function readNeededGaps(
  found: FrameDefinition,
  rows: Grid,
  store: CandleStore,
  market: Market,
  { gaps }: Pick<WorkspaceConfig, 'gaps'>,
): Promise<DefinitionGaps> {
  const { history, horizon } = reachOf(found)
  const around = rangeOf({ ...rows, first: rows.first - history, rows: rows.rows + history + horizon })
  const needed = new Map<string, readonly Gap[]>()
  for (const base of found.entry.value.needs ?? [])
    needed.set(base, await readGaps(store, marketOfBase(market, base), around, gaps))
  return { own: await readGaps(store, market, around, gaps), needed }
}

/**
 * Counts the rows that read long gaps. Throws UserError where one reads minutes of a needed base that were never imported:
 * its values would be invented.
 */
export function countRowsNearGaps(found: FrameDefinition, rows: Grid, { own, needed }: DefinitionGaps): RowsNearGaps {
  const count = (gaps: readonly Gap[]): number => countRowsThatRead(found, rows, gaps)
  const besideNeededOutage: Record<string, number> = {}
  for (const [base, gaps] of needed) {
    const missing = gaps.find((gap) => gap.notImported && count([gap]) > 0)
    if (missing)
      throw neverImportedError({ id: found.entry.value.id, base, range: missing, reader: 'rows that were asked for' })
    const beside = count(gaps.filter(({ outage }) => outage))
    if (beside > 0) besideNeededOutage[base] = beside
  }
  return {
    besideOutage: count(own.filter(({ outage }) => outage)),
    besideNotImported: count(own.filter(({ notImported }) => notImported)),
    besideNeededOutage,
  }
}

function countRowsThatRead(found: FrameDefinition, rows: Grid, gaps: readonly Gap[]): number {
  const { history, horizon } = reachOf(found)
  const { calendar } = rows
  const end = rows.first + rows.rows
  let counted = rows.first
  let count = 0
  for (const gap of gaps) {
    const from = Math.max(counted, calendar.ordinalAt(gap.from) - horizon)
    const to = Math.min(end, calendar.ordinalAt(gap.to) + history)
    count += Math.max(0, to - from)
    counted = Math.max(counted, to)
  }
  return count
}

function reachOf(found: FrameDefinition): { history: number; horizon: number } {
  const { history } = found.entry.value
  return { history, horizon: found.kind === 'targets' ? found.entry.value.horizon : 0 }
}

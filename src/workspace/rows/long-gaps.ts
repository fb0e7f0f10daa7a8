import type { Base } from '../../config/markets.js'
import type { WorkspaceConfig } from '../../config/schema.js'
import type { Calendar } from '../../core/calendar.js'
import { frameToPartialCandles, type Candles } from '../../core/candles.js'
import { rangeOf } from '../../core/grid.js'
import { calendarOf, marketOfBase } from '../../core/market.js'
import type { TimeRange } from '../../core/time.js'
import {
  findTouchedGap,
  selectSetRows,
  type BaseExtent,
  type NeededGaps,
  type OrdinalRun,
  type RowReach,
  type SetRows,
} from '../../datasets/set-rows.js'
import type { SetType, SplitSets } from '../../datasets/split-sets.js'
import type { Definition } from '../../definitions/definition.js'
import { FLAT_RUN_COLUMNS, findFlatRuns } from '../../ohlcv/flat-runs.js'
import { findGaps, type Gap } from '../../ohlcv/gaps.js'
import { neverImportedError } from '../../ohlcv/never-imported-error.js'
import { readGaps } from '../../ohlcv/read-gaps.js'
import type { DataSources } from './data-sources.js'

/** What reads the candles of a row; a report may have one of them alone. */
export interface RowReaders {
  readonly features?: Pick<Definition, 'id' | 'needs'> | undefined
  readonly target?: Pick<Definition, 'id' | 'needs'> | undefined
}

/** Gaps that rows are dropped or refused for. */
export type LongGaps = Required<Pick<BaseExtent, 'outages' | 'notImported' | 'needed'>>

/** The long gaps of a stored base, and of the others that the definitions need, as far as `range` touches them. */
export async function readLongGaps(
  { candles, config }: Pick<DataSources, 'candles' | 'config'>,
  { market }: Base,
  range: TimeRange,
  definitions: RowReaders,
): Promise<LongGaps> {
  const calendar = calendarOf(market)
  const needed: NeededGaps[] = []
  for (const { base, readBy } of needsOf(definitions)) {
    const other = marketOfBase(market, base)
    const gaps = await readGaps(candles, other, range, config.gaps)
    const stored = await candles.range(other)
    const [run] = stored ? toOrdinalRuns([stored], calendar) : []
    needed.push({ base, readBy, candles: run, ...longGaps(gaps, calendar) })
  }
  return { ...longGaps(await readGaps(candles, market, range, config.gaps), calendar), needed }
}

/** Minutes of a stored base that lie in at least `minMinutes` in a row at one price. */
export async function readFlatRuns(
  { candles }: Pick<DataSources, 'candles'>,
  { market }: Base,
  range: TimeRange,
  minMinutes: number,
): Promise<OrdinalRun[]> {
  const around = minMinutes * calendarOf(market).interval
  const wide = { from: range.from - around, to: range.to + around }
  const frame = await candles.readColumns(market, FLAT_RUN_COLUMNS, wide)
  return toOrdinalRuns(findFlatRuns(frameToPartialCandles(frame), minMinutes), frame.grid.calendar)
}

/** The long gaps of candles in memory, and of those of the other bases beside them. */
export function findLongGaps(
  candles: Pick<Candles, 'grid' | 'filled' | 'others'>,
  { gaps }: Pick<WorkspaceConfig, 'gaps'>,
  definitions: RowReaders,
): LongGaps {
  const { calendar } = candles.grid
  const needed = needsOf(definitions).flatMap(({ base, readBy }) => {
    const other = candles.others?.get(base)
    if (!other) return []
    const [run] = toOrdinalRuns([rangeOf(other.grid)], calendar)
    return [{ base, readBy, candles: run, ...longGaps(findGaps(other, gaps), calendar) }]
  })
  return { ...longGaps(findGaps(candles, gaps), calendar), needed }
}

/** Both definitions as one that needs what any of them needs. */
export function joinNeeds({ features, target }: RowReaders): Pick<Definition, 'id' | 'needs'> {
  const all = [...(features?.needs ?? []), ...(target?.needs ?? [])]
  const { id } = (features?.needs ? features : target) ?? { id: '' }
  return { id, ...(all.length > 0 && { needs: [...new Set(all)] }) }
}

/**
 * The rows of a base that belong to a set. Throws UserError where one of them reads minutes of a needed base that were never
 * imported.
 */
export function chooseSetRows(
  type: SetType,
  sets: SplitSets,
  { base, extent, definitions }: { base: string; extent: BaseExtent; definitions: RowReaders },
  reach: RowReach,
): SetRows {
  const rows = selectSetRows(type, sets, extent, reach)
  for (const need of extent.needed ?? []) {
    const [before, after] =
      need.readBy === 'features' ? [reach.featureHistory, 0] : [reach.labelHistory, reach.labelHorizon]
    const gap = findTouchedGap(need.notImported, rows.runs, before, after)
    if (!gap) continue
    const id = (need.readBy === 'features' ? definitions.features : definitions.target)?.id ?? ''
    const { calendar } = extent.candles
    const range = { from: calendar.timeAt(gap.from), to: calendar.timeAt(gap.to) }
    throw neverImportedError({ id, base: need.base, range, reader: `${type} rows of ${base}` })
  }
  return rows
}

function needsOf({ features, target }: RowReaders): Pick<NeededGaps, 'base' | 'readBy'>[] {
  return [
    ...(features?.needs ?? []).map((base) => ({ base, readBy: 'features' as const })),
    ...(target?.needs ?? []).map((base) => ({ base, readBy: 'label' as const })),
  ]
}

function longGaps(gaps: readonly Gap[], calendar: Calendar): Pick<LongGaps, 'outages' | 'notImported'> {
  return {
    outages: toOrdinalRuns(
      gaps.filter(({ outage }) => outage),
      calendar,
    ),
    notImported: toOrdinalRuns(
      gaps.filter(({ notImported }) => notImported),
      calendar,
    ),
  }
}

function toOrdinalRuns(ranges: readonly TimeRange[], calendar: Calendar): OrdinalRun[] {
  return ranges.map(({ from, to }) => ({ from: calendar.ordinalAt(from), to: calendar.ordinalAt(to) }))
}

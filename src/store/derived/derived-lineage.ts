import { z } from 'zod'
import type { Calendar } from '../../core/calendar.js'
import type { Grid } from '../../core/grid.js'
import { marketPath, type Market } from '../../core/market.js'
import type { Definition } from '../../definitions/definition.js'
import type { FrameHeader, FrameMetadata } from '../arrow/frame-header.js'

/** What a user or this package defines by a file. */
export type DefinitionKind = 'features' | 'targets'
/** All that is derived from candles; scores are those of a classifier. */
export type FrameKind = DefinitionKind | 'scores'

/** The source of a derived frame; a file is served only where its whole source is unchanged. */
export interface DerivedSource<Kind extends FrameKind = DefinitionKind> {
  readonly kind: Kind
  readonly definition: Definition
  /** Hash of the definition's source code with its imports. */
  readonly sourceHash: string
  readonly market: Market
  /** The number of candles before a row that the definition reads. */
  readonly columnHistory: number
  /** The number of candles after a row that the definition reads. */
  readonly horizon: number
}

/** Content hashes of the days of candles that some rows read, by the start of the day. */
export type DayHashes = ReadonlyMap<number, string>

const CANDLES_KEY = 'candles'
const daysSchema = z.record(z.string(), z.string())

/** Encodes the lineage of rows as metadata of a file. */
export function encodeLineage(source: DerivedSource<FrameKind>, days: DayHashes): FrameMetadata {
  const byDate = [...days].sort(([a], [b]) => a - b).map(([day, hash]) => [dateOf(day), hash] as const)
  return { ...makerOf(source), [CANDLES_KEY]: JSON.stringify(Object.fromEntries(byDate)) }
}

function makerOf({ definition, sourceHash, market, columnHistory, horizon }: DerivedSource<FrameKind>): FrameMetadata {
  return {
    definition: definition.id,
    version: String(definition.version),
    source: sourceHash,
    market: marketPath(market),
    ...(definition.needs && { needs: definition.needs.join() }),
    history: String(columnHistory),
    horizon: String(horizon),
  }
}

/** Whether a file was made by this definition, of this market, as it is now; from which candles is another question. */
export function isMadeBy(header: FrameHeader, source: DerivedSource<FrameKind>): boolean {
  return Object.entries(makerOf(source)).every(([key, value]) => header.metadata[key] === value)
}

/**
 * Returns how many of a file's first rows are valid rows of `grid`: all where nothing changed, those that read only
 * candles before the first changed day where candles were added or revised, and none where something else made them.
 */
export function reusableRows(
  header: FrameHeader,
  source: DerivedSource<FrameKind>,
  grid: Grid,
  days: DayHashes,
): number {
  if (!isMadeBy(header, source) || header.calendar !== grid.calendar.id || header.first !== grid.first) return 0
  const change = firstChange(daysOf(header.metadata), days)
  const unchanged = change === undefined ? grid.rows : rowsBefore(grid.calendar, grid.first, change) - source.horizon
  return Math.max(0, Math.min(unchanged, header.rows, grid.rows))
}

function rowsBefore(calendar: Calendar, first: number, time: number): number {
  const ordinal = calendar.ordinalAt(time)
  return (calendar.timeAt(ordinal) < time ? ordinal + 1 : ordinal) - first
}

/** Returns the first day whose hashes differ. */
function firstChange(before: DayHashes, after: DayHashes): number | undefined {
  const changed = [...new Set([...before.keys(), ...after.keys()])].filter((day) => before.get(day) !== after.get(day))
  return changed.length === 0 ? undefined : Math.min(...changed)
}

export function equalDayHashes(a: DayHashes, b: DayHashes): boolean {
  return firstChange(a, b) === undefined
}

/** The days of candles that a file was made from. */
export function daysOf(metadata: FrameMetadata): DayHashes {
  const parsed = daysSchema.safeParse(JSON.parse(metadata[CANDLES_KEY] ?? '{}'))
  return new Map(Object.entries(parsed.data ?? {}).map(([date, hash]) => [Date.parse(date), hash]))
}

function dateOf(day: number): string {
  return new Date(day).toISOString().slice(0, 10)
}

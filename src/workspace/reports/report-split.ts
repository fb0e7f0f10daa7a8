import { join, resolve } from 'node:path'
import type { ReportPart, ReportSet } from '../../assessment/definitions/report-rows.js'
import { rangeOf } from '../../core/grid.js'
import { RequestError } from '../../core/request-error.js'
import { isoMinute, type TimeRange } from '../../core/time.js'
import { type OrdinalRun, type RowReach } from '../../datasets/set-rows.js'
import { SET_TYPES, clipSets, splitSetsOf, type SetType, type SplitSets } from '../../datasets/split-sets.js'
import { pathExists } from '../../store/files/paths.js'
import { requestRange } from '../request-range.js'
import { chooseSetRows, type RowReaders } from '../rows/long-gaps.js'
import { SETS_FILE, readSets } from '../rows/resolve-splits.js'
import { reasonsText } from '../rows/split-rows.js'
import type { ReportBase } from './report-base.js'
import type { ParsedReportRequest } from './request.js'

/** The sets that rows are divided into. */
export interface ReportSplit {
  readonly sets: SplitSets
  /** Those with a range, each with the set by whose rule its rows are chosen. */
  readonly named: readonly { readonly name: ReportSet; readonly type: SetType }[]
}

/** All time; the rows are chosen as those of a training set. */
const EVERYTHING: TimeRange = { from: 0, to: Date.UTC(2200, 0) }

/**
 * The sets of a request, else those of the workspace; one set with everything where there are none, and for a file of candles
 * that comes without. The request's range cuts them. Throws RequestError where nothing is left.
 */
export async function resolveReportSplit(directory: string, request: ParsedReportRequest): Promise<ReportSplit> {
  const range = { ...EVERYTHING, ...requestRange(request) }
  const found = await findSets(directory, request)
  if (!found) {
    return { sets: { training: [range], validation: [], test: [] }, named: [{ name: 'all', type: 'training' }] }
  }
  const sets = clipSets(found.sets, range)
  const types = SET_TYPES.filter((type) => sets[type].length > 0)
  if (types.length > 0) return { sets, named: types.map((type) => ({ name: type, type })) }
  throw new RequestError(
    `no set of ${found.label} has a minute from ${isoMinute(range.from)} to ${isoMinute(range.to)}; change {from} and {to}, or the sets`,
  )
}

async function findSets(
  directory: string,
  { sets, candles = [] }: ParsedReportRequest,
): Promise<{ readonly sets: SplitSets; readonly label: string } | undefined> {
  if (sets !== undefined && typeof sets !== 'string') return { sets: splitSetsOf(sets, 'sets'), label: 'the sets' }
  const file = sets === undefined ? join(directory, SETS_FILE) : resolve(directory, sets)
  if (sets === undefined && (candles.length > 0 || !(await pathExists(file)))) return undefined
  return { sets: await readSets(file), label: file }
}

/** The rows of a base in every set. Throws RequestError with the reasons where no set has any. */
export function selectReportParts(
  definitions: RowReaders,
  { base, extent }: ReportBase,
  { sets, named }: ReportSplit,
  reach: RowReach,
): ReportPart[] {
  const parts = named.map(({ name, type }) => {
    const clipped = name === 'all' ? clipSets(sets, rangeOf(extent.candles)) : sets
    return { base, set: name, rows: chooseSetRows(type, clipped, { base, extent, definitions }, reach) }
  })
  if (parts.some(({ rows }) => rows.rows > 0)) return parts
  const reasons = parts.map(({ set, rows }) => `${set}: ${reasonsText(rows)}`).join('; ')
  throw new RequestError(
    `base ${base} has no rows of ${(definitions.features ?? definitions.target)?.id ?? ''} left (${reasons}); add candles, or change the sets or {from} and {to}`,
  )
}

/** The values of a column at the rows of some runs; the column begins `first` ordinals after 0. */
export function gatherRuns<T extends Float32Array | Uint8Array>(
  column: T,
  first: number,
  runs: readonly OrdinalRun[],
  out: T,
): T {
  let next = 0
  for (const { from, to } of runs) {
    out.set(column.subarray(from - first, to - first), next)
    next += to - from
  }
  return out
}

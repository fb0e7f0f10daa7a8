import type { ReportPart } from '../../assessment/definitions/report-rows.js'
import { UserError } from '../../core/errors.js'
import { rangeOf } from '../../core/grid.js'
import { clipSets } from '../../datasets/split-sets.js'
import { selectSetRows, type OrdinalRun, type RowReach } from '../../datasets/set-rows.js'
import { reasonsText } from '../rows/split-rows.js'
import type { ReportSplit } from './report-split.js'
import type { ReportBase } from './report-base.js'

/** The rows of a base in every set. Throws UserError with the reasons where no set has any. */
export function reportParts(
  id: string,
  { base, extent }: ReportBase,
  { sets, named }: ReportSplit,
  reach: RowReach,
): ReportPart[] {
  const parts = named.map(({ name, type }) => {
    const own = name === 'all' ? clipSets(sets, rangeOf(extent.candles)) : sets
    return { base, set: name, rows: selectSetRows(type, own, extent, reach) }
  })
  if (parts.some(({ rows }) => rows.rows > 0)) return parts
  const reasons = parts.map(({ set, rows }) => `${set}: ${reasonsText(rows)}`).join('; ')
  throw new UserError(
    `base ${base} has no rows of ${id} left (${reasons}); add candles, or change the sets or --from and --to`,
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

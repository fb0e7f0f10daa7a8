import { UserError } from '../core/errors.js'
import { intersect, isoMinute, type TimeRange } from '../core/time.js'
import type { SplitSets } from './split-sets.js'

/** The time that all bases have, given what each one has. Throws UserError naming two bases that share none. */
export function findCommonRange(ranges: ReadonlyMap<string, TimeRange>): TimeRange {
  let common: TimeRange | undefined
  let narrowed: string | undefined
  for (const [base, range] of ranges) {
    const shared = common ? intersect(common, range) : range
    if (!shared) {
      throw new UserError(
        `base ${base} (${isoMinute(range.from)} to ${isoMinute(range.to)}) has no time in common with ${narrowed ?? 'the others'}; leave one of them out`,
      )
    }
    common = shared
    narrowed = narrowed === undefined ? base : `${narrowed}, ${base}`
  }
  if (!common) throw new UserError('no base was chosen; name at least one')
  return common
}

/** The parts of all sets that lie inside a range. */
export function clipSets(sets: SplitSets, range: TimeRange): SplitSets {
  const clip = (ranges: readonly TimeRange[]): TimeRange[] => ranges.flatMap((one) => intersect(one, range) ?? [])
  return { training: clip(sets.training), validation: clip(sets.validation), test: clip(sets.test) }
}

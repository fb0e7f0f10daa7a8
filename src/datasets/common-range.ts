import { UserError } from '../core/errors.js'
import { intersect, isoMinute, type TimeRange } from '../core/time.js'

/** The time that all bases have, given what each one has. Throws UserError naming two bases that share none. */
export function commonRange(ranges: ReadonlyMap<string, TimeRange>): TimeRange {
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

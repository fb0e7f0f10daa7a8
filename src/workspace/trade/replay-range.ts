import type { ClassifierDescription } from '../../classifier/description.js'
import { UserError } from '../../core/errors.js'
import { RequestError } from '../../core/request-error.js'
import { DAY, MINUTE, intersect, isoMinute, type TimeRange } from '../../core/time.js'

/** How much is replayed where no end is given. */
const DEFAULT_LENGTH = 7 * DAY

/**
 * The time to be replayed; by default the last validation range of the classifier that candles reach: test ranges are opened on
 * purpose only. Without candles of any it begins where training and validation end, or is the last week. Throws UserError where
 * the stored candles do not reach, RequestError where it is the request that goes beyond them.
 */
export function resolveReplayRange(
  requested: Partial<TimeRange>,
  stored: readonly TimeRange[],
  history: number,
  sets: ClassifierDescription['sets'],
): TimeRange {
  const earliest = Math.max(...stored.map((range) => range.from)) + (history + 1) * MINUTE
  const latest = Math.min(...stored.map((range) => range.to))
  if (earliest >= latest) {
    throw new UserError(
      `the features need ${history} candles before the first minute traded; the stored ones end at ${isoMinute(latest)}, before ${isoMinute(earliest)}. Import more candles`,
    )
  }
  const validation = validationIn({ from: earliest, to: Math.min(latest, requested.to ?? latest) }, sets)
  const from = requested.from ?? validation?.from ?? startAfterSets(requested.to ?? latest, earliest, sets)
  const end = requested.from === undefined && validation ? validation.to : Math.min(latest, from + DEFAULT_LENGTH)
  const to = requested.to ?? end
  if (from >= earliest && to <= latest && from < to) return { from, to }
  throw new RequestError(
    `${isoMinute(from)} to ${isoMinute(to)} cannot be replayed: with ${history} candles of history there is ${isoMinute(earliest)} to ${isoMinute(latest)}; choose {from} and {to} inside, or import more candles`,
  )
}

/** The last validation range, as far as it lies in `range`. */
function validationIn(range: TimeRange, { validation }: ClassifierDescription['sets']): TimeRange | undefined {
  return validation.flatMap((one) => intersect(one, range) ?? []).at(-1)
}

function startAfterSets(end: number, earliest: number, sets: ClassifierDescription['sets']): number {
  const seen = [...(sets.training ?? []), ...(sets.validation ?? [])].map((range) => range.to)
  const unseen = Math.max(earliest, ...seen)
  return unseen < end ? unseen : Math.max(earliest, end - DEFAULT_LENGTH)
}

/** The sets of the classifier's making that share minutes with `range`: on those its figures are no estimate. */
export function findInSampleSets(range: TimeRange, sets: ClassifierDescription['sets']): string[] {
  return (['training', 'validation'] as const).filter((name) =>
    (sets[name] ?? []).some((one) => intersect(one, range) !== undefined),
  )
}

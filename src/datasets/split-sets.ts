import { UserError } from '../core/errors.js'
import { DAY, MINUTE, dateExists, intersect, isoMinute, type TimeRange } from '../core/time.js'

/** The sets that a file splits time into. Validation chooses the model, test is looked at once, at the end. */
export const SET_TYPES = ['training', 'validation', 'test'] as const

export type SetType = (typeof SET_TYPES)[number]

/** Disjoint time ranges, in order, for each set; a set may have none. */
export type SplitSets = Readonly<Record<SetType, readonly TimeRange[]>>

interface SplitLine {
  /** Order in which they were given, for messages. */
  readonly number: number
  /** Where it was given: `line 3`. */
  readonly place: string
  readonly type: SetType
  readonly range: TimeRange
}

const HEADER = ['set_type', 'start', 'end'] as const

/**
 * Parses a `sets_split.csv`: `set_type start end` separated by tabs or commas, with or without a header, ISO times in UTC.
 * Both times are inclusive minutes; an end that is a date alone means the whole day. Blank lines and lines that begin
 * with # are passed over. Throws UserError with the line's number; `source` names the file in it.
 */
export function parseSplitSets(text: string, source: string): SplitSets {
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/)
  const parsed: SplitLine[] = []
  let order: readonly number[] = [0, 1, 2]
  lines.forEach((line, index) => {
    if (line.trim() === '' || line.trimStart().startsWith('#')) return
    const fields = line.split(line.includes('\t') ? '\t' : ',').map((field) => field.trim().replace(/^"(.*)"$/, '$1'))
    if (parsed.length === 0 && fields.includes(HEADER[0])) order = headerOrder(fields, source, index + 1)
    else parsed.push(parseLine(fields, order, source, index + 1))
  })
  if (parsed.length === 0) {
    throw new UserError(`${source}: no sets in it; expected lines such as: training,2023-08-01,2023-09-30`)
  }
  return splitsOf(parsed, source)
}

/** Pairs of start and end as ISO times, both inclusive, for each set. */
export type SplitRanges = Partial<Readonly<Record<SetType, readonly (readonly [string, string])[] | undefined>>>

/** Sets from values instead of a file; the rules are those of `parseSplitSets`. */
export function splitSetsOf(ranges: SplitRanges, source: string): SplitSets {
  const lines: SplitLine[] = []
  for (const type of SET_TYPES) {
    for (const [index, [start, end]] of (ranges[type] ?? []).entries()) {
      const place = `${type} ${index + 1}`
      lines.push({ number: lines.length, place, type, range: rangeBetween(start, end, `${source}, ${place}`) })
    }
  }
  if (lines.length === 0)
    throw new UserError(`${source}: no range in it; expected such as {"training": [["2023-08-01", "2023-09-30"]]}`)
  return splitsOf(lines, source)
}

function splitsOf(lines: readonly SplitLine[], source: string): SplitSets {
  requireNoOverlap(lines, source)
  return {
    training: rangesOf(lines, 'training'),
    validation: rangesOf(lines, 'validation'),
    test: rangesOf(lines, 'test'),
  }
}

function headerOrder(fields: readonly string[], source: string, number: number): readonly number[] {
  const order = HEADER.map((name) => fields.indexOf(name))
  if (!order.includes(-1)) return order
  throw new UserError(`${source}, line ${number}: the header is ${fields.join(',')}: expected ${HEADER.join(',')}`)
}

function parseLine(fields: readonly string[], order: readonly number[], source: string, number: number): SplitLine {
  const where = `${source}, line ${number}`
  const [name, start, end] = order.map((column) => fields[column])
  if (!name || !start || !end) {
    throw new UserError(`${where}: ${fields.join(' ')}: expected set_type, start and end, separated by tabs or commas`)
  }
  const type = SET_TYPES.find((known) => known === name)
  if (!type) throw new UserError(`${where}: the set type is ${name}: allowed are ${SET_TYPES.join(', ')}`)
  return { number, place: `line ${number}`, type, range: rangeBetween(start, end, where) }
}

function rangeBetween(start: string, end: string, where: string): TimeRange {
  const range = { from: parseTime(start, where, 'start').time, to: endOf(parseTime(end, where, 'end')) }
  if (range.from < range.to) return range
  throw new UserError(`${where}: the end ${end} is before the start ${start}`)
}

interface ParsedTime {
  readonly time: number
  /** Whether no time of day was given. */
  readonly isDate: boolean
}

function parseTime(text: string, where: string, field: string): ParsedTime {
  const form = /^(\d{4}-\d{2}-\d{2})(?:[T ](\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?)\s*(Z|[+-]\d{2}:?\d{2})?)?$/.exec(text)
  const [, date = '', clock, zone = 'Z'] = form ?? []
  const time = form ? Date.parse(`${date}T${clock ?? '00:00'}${zone}`) : Number.NaN
  if (Number.isNaN(time) || !dateExists(date)) {
    throw new UserError(
      `${where}: the ${field} is ${text}: expected an ISO time in UTC such as 2023-08-01 or 2023-08-01T12:00Z`,
    )
  }
  return { time, isDate: clock === undefined }
}

function endOf({ time, isDate }: ParsedTime): number {
  return isDate ? time + DAY : Math.floor(time / MINUTE) * MINUTE + MINUTE
}

function requireNoOverlap(lines: readonly SplitLine[], source: string): void {
  const sorted = [...lines].sort((a, b) => a.range.from - b.range.from)
  for (const [index, line] of sorted.entries()) {
    const next = sorted[index + 1]
    const shared = next && intersect(line.range, next.range)
    if (!shared) continue
    const [first, second] = line.number < next.number ? [line, next] : [next, line]
    throw new UserError(
      `${source}, ${second.place}: ${second.type} overlaps ${first.type} of ${first.place} from ${isoMinute(shared.from)} to ${isoMinute(shared.to - MINUTE)} (both ends are inclusive); a minute belongs to one set only`,
    )
  }
}

function rangesOf(lines: readonly SplitLine[], type: SetType): readonly TimeRange[] {
  const ranges = lines.filter((line) => line.type === type).map((line) => line.range)
  return ranges.sort((a, b) => a.from - b.from)
}

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

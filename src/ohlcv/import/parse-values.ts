import { RequestError } from '../../core/request-error.js'
import { MINUTE, isoMinute, type TimeRange } from '../../core/time.js'

const NUMBER = /^[-+]?(?:\d+\.?\d*|\.\d+)(?:e[-+]?\d+)?$/i
const WHOLE = /^\d+$/
const ISO = /^\d{4}-\d{2}-\d{2}(?:[ T]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?:Z|[-+]\d{2}:?\d{2})?)?$/
/** Time stamps outside of this are taken for something else. */
const EARLIEST = Date.UTC(2005, 0, 1)
const LATEST = Date.UTC(2100, 0, 1)

/** A decimal number; undefined for anything else, also for NaN and infinities. */
export function parseNumber(text: string): number | undefined {
  return NUMBER.test(text) ? Number(text) : undefined
}

/** A time in seconds, milli-, micro- or nanoseconds since the epoch or in ISO form (UTC where no zone is given), as ms. */
export function parseTime(text: string): number | undefined {
  if (WHOLE.test(text)) return toEpochMilliseconds(Number(text))
  if (!ISO.test(text)) return undefined
  const iso = text.replace(' ', 'T')
  const time = Date.parse(iso.length > 10 && !ZONE.test(iso.slice(10)) ? `${iso}Z` : iso)
  return time >= EARLIEST && time < LATEST ? time : undefined
}

const ZONE = /(?:Z|[-+]\d{2}:?\d{2})$/

/** Whether a time that was read is written with its zone; undefined where it is a number, which has none. */
export function hasZone(text: string): boolean | undefined {
  return WHOLE.test(text) ? undefined : ZONE.test(text.slice(10))
}

/** Milliseconds that the clocks of an offset such as `+02:00` are ahead of UTC. */
export function parseUtcOffset(offset: string): number {
  const [, sign, hours, minutes] = /^([-+])(\d{2}):?(\d{2})$/.exec(offset) ?? []
  return (sign === '-' ? -1 : 1) * (60 * Number(hours) + Number(minutes)) * MINUTE
}

/** A number of seconds, milli-, micro- or nanoseconds since the epoch as ms; undefined where it is none of them. */
export function toEpochMilliseconds(value: number): number | undefined {
  // The plausible ranges do not overlap. Divided, for factors below 1 are inexact.
  if (value >= EARLIEST && value < LATEST) return value
  return [value * 1000, value / 1000, value / 1e6].find((time) => time >= EARLIEST && time < LATEST)
}

/** Reads a time stamp as epoch ms; undefined where the text is none. */
export type TimeParser = (text: string) => number | undefined

/** Milliseconds that one unit makes, as numerator and denominator: factors below 1 are inexact. */
const UNITS: ReadonlyMap<string, readonly [number, number]> = new Map([
  ['s', [1000, 1]],
  ['ms', [1, 1]],
  ['us', [1, 1000]],
  ['ns', [1, 1_000_000]],
])

/** What the parts of a pattern stand for, as in Python's strptime. */
const PARTS: Readonly<Record<string, string>> = {
  '%Y': '(?<year>\\d{4})',
  '%m': '(?<month>\\d{1,2})',
  '%d': '(?<day>\\d{1,2})',
  '%H': '(?<hour>\\d{1,2})',
  '%M': '(?<minute>\\d{1,2})',
  '%S': '(?<second>\\d{1,2})',
}

/**
 * Makes the parser of a named format: `s`, `ms`, `us`, `ns` since the epoch, `iso`, or a pattern such as `%d.%m.%Y %H:%M`, in UTC.
 * Undefined gives one that recognises epoch and ISO times. Throws RequestError for any other name.
 */
export function createTimeParser(format: string | undefined): TimeParser {
  if (format === undefined) return parseTime
  if (format === 'iso') return (text) => (/^\d+$/.test(text) ? undefined : parseTime(text))
  const unit = UNITS.get(format)
  if (unit) return (text) => (/^\d+$/.test(text) ? (Number(text) * unit[0]) / unit[1] : undefined)
  const pattern = format.includes('%Y') ? compilePattern(format) : undefined
  if (pattern) return (text) => parseTimeByPattern(text, pattern)
  throw new RequestError(
    `{timeFormat} is ${format}: expected s, ms, us, ns, iso, or a pattern such as "%d.%m.%Y %H:%M" (parts: ${Object.keys(PARTS).join(' ')})`,
  )
}

/** Milliseconds that a number in this format counts; undefined where the format is no unit. */
export function timeUnitOf(format: string | undefined): readonly [number, number] | undefined {
  return format === undefined ? undefined : UNITS.get(format)
}

function compilePattern(format: string): RegExp | undefined {
  const parts = format.split(/(%.)/)
  const known = parts.filter((part) => part.startsWith('%'))
  if (known.some((part) => !PARTS[part]) || new Set(known).size < known.length) return undefined
  return new RegExp(
    `^${parts.map((part) => PARTS[part] ?? part.replaceAll(/[\\^$.*+?()[\]{}|/-]/g, '\\$&')).join('')}$`,
  )
}

function parseTimeByPattern(text: string, pattern: RegExp): number | undefined {
  const groups = pattern.exec(text)?.groups
  if (!groups) return undefined
  const part = (name: string, fallback: number): number => Number(groups[name] ?? fallback)
  const [year, month, day] = [part('year', 0), part('month', 1), part('day', 1)]
  const time = Date.UTC(year, month - 1, day, part('hour', 0), part('minute', 0), part('second', 0))
  const date = new Date(time)
  // Date.UTC carries a 32nd over into the next month.
  const carried = date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day || part('hour', 0) > 23
  return carried || part('minute', 0) > 59 || part('second', 0) > 59 ? undefined : time
}

/** The text of what is wrong with a candle's open time; undefined where it opens at a full minute inside `within`. */
export function timeErrorOf(stamp: string, time: number, within: TimeRange | undefined): string | undefined {
  if (!(time >= EARLIEST && time < LATEST)) return `time ${stamp} (${isoText(time)}) lies outside of 2005 to 2100`
  if (time % MINUTE !== 0) return `time ${stamp} (${isoText(time)}) is not at the start of a minute`
  if (!within || (time >= within.from && time < within.to)) return undefined
  return `time ${stamp} (${isoText(time)}) lies outside of ${isoMinute(within.from)} to ${isoMinute(within.to)}, which the file's name says`
}

/** Further from the epoch there are no dates. */
const MAX_DATE = 8.64e15

function isoText(time: number): string {
  if (!(Math.abs(time) <= MAX_DATE)) return 'no time'
  return time % MINUTE === 0 ? isoMinute(time) : new Date(time).toISOString()
}

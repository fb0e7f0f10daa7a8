/** Milliseconds in common spans. Every time stamp in the product is UTC epoch milliseconds of a candle's open. */
export const SECOND = 1000
export const MINUTE = 60 * SECOND
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

/** A half-open span of time: `from` is inside, `to` is not. Both are epoch milliseconds. */
export interface TimeRange {
  readonly from: number
  readonly to: number
}

/** The part that both ranges cover, or undefined where they do not touch. */
export function intersect(a: TimeRange, b: TimeRange): TimeRange | undefined {
  const from = Math.max(a.from, b.from)
  const to = Math.min(a.to, b.to)
  return from < to ? { from, to } : undefined
}

/** Epoch milliseconds of an ISO 8601 date or time, in UTC where it names no zone; undefined for anything else. */
export function parseTime(text: string): number | undefined {
  const time = text.trim().replace(' ', 'T')
  if (!/^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:?\d{2})?)?$/.test(time)) return undefined
  const normal =
    time.length === 10 ? `${time}T00:00Z` : /(Z|[+-]\d{2}:?\d{2})$/.test(time.slice(10)) ? time : `${time}Z`
  const parsed = Date.parse(normal)
  return Number.isNaN(parsed) || !dateExists(time.slice(0, 10)) ? undefined : parsed
}

/** Whether there is a day `2023-08-31`: Date.parse takes the 31st of a shorter month for a day of the next one. */
export function dateExists(date: string): boolean {
  const start = Date.parse(`${date}T00:00Z`)
  return !Number.isNaN(start) && new Date(start).toISOString().startsWith(date)
}

/** ISO time in UTC to the minute, for messages and tables: `2023-08-01T00:00Z`. */
export function isoMinute(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16)}Z`
}

/** A range for messages: `2023-08-01T00:00Z to 2023-09-01T00:00Z`. */
export function isoRange({ from, to }: TimeRange): string {
  return `${isoMinute(from)} to ${isoMinute(to)}`
}

/** Epoch milliseconds of the first moment of the UTC month that holds `time`. */
export function monthStart(time: number): number {
  const date = new Date(time)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1)
}

/** Epoch milliseconds of the first moment of the UTC month after the one that holds `time`. */
export function nextMonthStart(time: number): number {
  const date = new Date(time)
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + 1, 1)
}

/** Name of the UTC month that holds `time`: `2023-08`. */
export function monthName(time: number): string {
  return new Date(time).toISOString().slice(0, 7)
}

/** The UTC months that `range` touches, each as its own range, in order. Months are whole, not cut to `range`. */
export function monthsOf(range: TimeRange): TimeRange[] {
  const months: TimeRange[] = []
  for (let from = monthStart(range.from); from < range.to; from = nextMonthStart(from)) {
    months.push({ from, to: nextMonthStart(from) })
  }
  return months
}

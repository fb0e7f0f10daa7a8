import { DAY, MINUTE, intersect, type TimeRange } from '../../core/time.js'
import type { CandleQuality } from '../../ohlcv/quality.js'
import { runsOf } from '../../ohlcv/runs.js'
import type { ShownTime } from '../shown-time.js'

/** One day of a calendar of gaps. */
export interface CalendarDay {
  readonly date: string
  /** Minutes of the day between the first and the last candle. */
  readonly minutes: number
  readonly missing: number
  readonly outage: boolean
}

/** Every day that the candles touch, in the shown time zone. */
export function calendarDays({ range, gaps }: CandleQuality, time: ShownTime): CalendarDay[] {
  const days: CalendarDay[] = []
  let next = 0
  for (let start = time.dayStart(range.from); start < range.to;) {
    // A day is 23 to 25 hours long; 36 hours on lies in the next one.
    const end = time.dayStart(start + 1.5 * DAY)
    const day = { from: start, to: end }
    while ((gaps[next]?.to ?? Infinity) <= start) next++
    let missing = 0
    let outage = false
    for (let at = next; (gaps[at]?.from ?? Infinity) < end; at++) {
      const gap = gaps[at]
      missing += gap ? minutesIn(gap, day) : 0
      outage ||= gap?.outage ?? false
    }
    days.push({ date: time.date(start), minutes: minutesIn(range, day), missing, outage })
    start = end
  }
  return days
}

function minutesIn(span: TimeRange, day: TimeRange): number {
  const part = intersect(span, day)
  return part ? (part.to - part.from) / MINUTE : 0
}

const LEGEND = '■ complete   ▪ minutes missing   o outage   × nothing   · before the first or after the last candle'
const DAYS = Array.from({ length: 31 }, (_, day) => day + 1)

/** A line a month, a sign a day; then the month's missing minutes and how complete it is. */
export function calendarText(quality: CandleQuality, time: ShownTime): string {
  const days = new Map(calendarDays(quality, time).map((day) => [day.date, day]))
  const months = [...new Set([...days.keys()].map((date) => date.slice(0, 7)))]
  const head = `${' '.repeat(8)}${DAYS.map((day) => (day === 1 || day % 5 === 0 ? String(day) : '').padStart(2)).join('')}  missing  complete`
  const lines = months.map((month) => monthLine(month, inMonth(month, days), days))
  return `${[head, ...withoutEmpty(months, lines, days), LEGEND].join('\n')}\n`
}

/** Months in a row of which nothing is there become one line. */
function withoutEmpty(
  months: readonly string[],
  lines: readonly string[],
  days: ReadonlyMap<string, CalendarDay>,
): string[] {
  const empty = months.map((month) => inMonth(month, days).every(({ minutes, missing }) => minutes === missing))
  const runs = runsOf(months.length, (index) => empty[index] ?? false).filter(([from, to]) => to - from > 1)
  return lines.flatMap((line, index) => {
    const run = runs.find(([from, to]) => from <= index && index < to)
    if (!run) return [line]
    return index === run[0] ? [`${months[run[0]]} to ${months[run[1] - 1]}: nothing`] : []
  })
}

function inMonth(month: string, days: ReadonlyMap<string, CalendarDay>): CalendarDay[] {
  return [...days.values()].filter(({ date }) => date.startsWith(month))
}

function monthLine(month: string, inside: readonly CalendarDay[], days: ReadonlyMap<string, CalendarDay>): string {
  const last = new Date(Date.UTC(Number(month.slice(0, 4)), Number(month.slice(5)), 0)).getUTCDate()
  const cells = DAYS.map((day) =>
    day > last ? '  ' : ` ${sign(days.get(`${month}-${String(day).padStart(2, '0')}`))}`,
  )
  const missing = inside.reduce((sum, day) => sum + day.missing, 0)
  const minutes = inside.reduce((sum, day) => sum + day.minutes, 0)
  const complete = `${(Math.floor(10_000 * (1 - missing / minutes)) / 100).toFixed(2)} %`
  return `${month} ${cells.join('')}  ${missing.toLocaleString('en').padStart(7)}  ${complete.padStart(8)}`
}

function sign(day: CalendarDay | undefined): string {
  if (!day) return '·'
  if (day.missing === 0) return '■'
  if (day.missing === day.minutes) return '×'
  return day.outage ? 'o' : '▪'
}

import type { CandleQuality } from '../../ohlcv/quality.js'
import { findRuns } from '../../ohlcv/gaps.js'
import { calendarDays, type CalendarDay } from '../../workspace/data/gap-calendar.js'
import type { TimeFormat } from '../../workspace/time-format.js'

const LEGEND = '■ complete   ▪ minutes missing   o outage   × nothing   · before the first or after the last candle'
const DAYS = Array.from({ length: 31 }, (_, day) => day + 1)

/** A line a month, a sign a day; then the month's missing minutes and how complete it is. */
export function calendarText(quality: CandleQuality, time: TimeFormat): string {
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
  const runs = findRuns(months.length, (index) => empty[index] ?? false).filter(([from, to]) => to - from > 1)
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

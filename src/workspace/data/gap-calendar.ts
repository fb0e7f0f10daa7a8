import { DAY, MINUTE, intersect, type TimeRange } from '../../core/time.js'
import type { CandleQuality } from '../../ohlcv/quality.js'
import type { TimeFormat } from '../time-format.js'

/** One day of a calendar of gaps. */
export interface CalendarDay {
  readonly date: string
  /** Minutes of the day between the first and the last candle. */
  readonly minutes: number
  readonly missing: number
  readonly outage: boolean
}

/** Every day that the candles touch, in the shown time zone. */
export function calendarDays({ range, gaps }: CandleQuality, time: TimeFormat): CalendarDay[] {
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

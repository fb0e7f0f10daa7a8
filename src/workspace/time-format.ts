import { DAY, MINUTE, isoMinute } from '../core/time.js'

/** How times are shown to people, in the workspace's time zone. */
export interface TimeFormat {
  /** To the minute: `2023-08-01T00:00Z`, elsewhere than in UTC with the distance to it: `2023-08-01T02:00+02:00`. */
  minute(time: number): string
  /** `2023-08-01` */
  date(time: number): string
  /** The first moment of the day that holds `time`. */
  dayStart(time: number): number
}

export function createTimeFormat(timeZone: string): TimeFormat {
  const offset = timeZone === 'UTC' ? () => 0 : offsetIn(timeZone)
  const local = (time: number): string => new Date(time + offset(time)).toISOString()
  const dayStart = (time: number): number => {
    const midnight = Math.floor((time + offset(time)) / DAY) * DAY
    // The clock may be put forward or back between midnight and now.
    const start = midnight - offset(time)
    return midnight - offset(start)
  }
  return {
    minute: (time) => (timeZone === 'UTC' ? isoMinute(time) : `${local(time).slice(0, 16)}${distance(offset(time))}`),
    date: (time) => local(time).slice(0, 10),
    dayStart,
  }
}

/** Milliseconds that a zone is ahead of UTC at a time. */
function offsetIn(timeZone: string): (time: number) => number {
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
  return (time) => {
    const name = format.formatToParts(time).find(({ type }) => type === 'timeZoneName')?.value ?? ''
    const [, sign, hours, minutes] = /([+-])(\d{2}):(\d{2})/.exec(name) ?? []
    return (sign === '-' ? -1 : 1) * (60 * Number(hours ?? 0) + Number(minutes ?? 0)) * MINUTE
  }
}

function distance(offset: number): string {
  const minutes = Math.abs(offset) / MINUTE
  return `${offset < 0 ? '-' : '+'}${twoDigits(minutes / 60)}:${twoDigits(minutes % 60)}`
}

function twoDigits(value: number): string {
  return String(Math.floor(value)).padStart(2, '0')
}

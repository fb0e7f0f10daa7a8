import type { DataPart } from '../../src/dashboard/data/api.js'

/** One month of a calendar, or several in a row of which nothing is there. */
export interface CalendarLine {
  readonly name: string
  /** By day of the month; undefined where nothing is there. */
  readonly days: ReadonlyMap<number, DataPart> | undefined
  readonly missing: number
  /** `99.98 %`, rounded down: only what is complete says 100 %. */
  readonly complete: string
}

/** The months of some days, newest first; months in a row of which nothing is there become one line. */
export function groupByMonth(days: readonly DataPart[]): CalendarLine[] {
  const lines: CalendarLine[] = []
  for (const month of monthsOf(days)) {
    const last = lines.at(-1)
    if (month.days || !last || last.days) lines.push(month)
    else lines[lines.length - 1] = { ...month, name: `${last.name.split(' to ')[0] ?? ''} to ${month.name}` }
  }
  return lines.reverse()
}

function monthsOf(days: readonly DataPart[]): CalendarLine[] {
  const months = new Map<string, DataPart[]>()
  for (const day of days) {
    const name = day.name.slice(0, 7)
    months.set(name, [...(months.get(name) ?? []), day])
  }
  return [...months].map(([name, inside]) => {
    const minutes = inside.reduce((sum, day) => sum + day.minutes, 0)
    const missing = inside.reduce((sum, day) => sum + day.missing, 0)
    const complete = `${(Math.floor(10_000 * (1 - missing / Math.max(1, minutes))) / 100).toFixed(2)} %`
    const byDay = new Map(inside.map((day) => [Number(day.name.slice(8)), day]))
    return { name, days: missing === minutes ? undefined : byDay, missing, complete }
  })
}

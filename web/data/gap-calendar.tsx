import type { DataPart } from '../../src/dashboard/data/api.js'
import { formatInteger } from '../ui/format.js'
import { groupByMonth, type CalendarLine } from './group-by-month.js'

interface GapCalendarProps {
  readonly base: string
  readonly days: readonly DataPart[]
}

const DAYS = Array.from({ length: 31 }, (_, day) => day + 1)

/** A line a month, newest first, a cell a day: complete, with gaps, with an outage, or nothing at all. */
export function GapCalendar({ base, days }: GapCalendarProps) {
  return (
    <div class="scroll calendar" tabIndex={0} role="region" aria-label={`Days of ${base}`}>
      <table>
        <caption class="visually-hidden">Days of {base}: how many minutes of each are missing</caption>
        <thead>
          <tr>
            <th scope="col">Month</th>
            {DAYS.map((day) => (
              <th key={day} scope="col">
                {day}
              </th>
            ))}
            <th scope="col" class="right">
              Missing
            </th>
            <th scope="col" class="right">
              Complete
            </th>
          </tr>
        </thead>
        <tbody>
          {groupByMonth(days).map((line) => (
            <Line key={line.name} line={line} />
          ))}
        </tbody>
      </table>
      <p class="note calendar-legend" aria-hidden="true">
        <span class="calendar-day complete" /> complete <span class="calendar-day gaps" /> minutes missing{' '}
        <span class="calendar-day outage" /> outage <span class="calendar-day nothing" /> nothing
      </p>
    </div>
  )
}

function Line({ line: { name, days, missing, complete } }: { readonly line: CalendarLine }) {
  if (!days) {
    return (
      <tr>
        <th scope="row">{name}</th>
        <td colSpan={33}>nothing</td>
      </tr>
    )
  }
  return (
    <tr>
      <th scope="row">{name}</th>
      {DAYS.map((day) => (
        <Day key={day} day={days.get(day)} />
      ))}
      <td class="right">{formatInteger(missing)}</td>
      <td class="right">{complete}</td>
    </tr>
  )
}

function Day({ day }: { readonly day: DataPart | undefined }) {
  if (!day) return <td class="no-day" />
  const kind = kindOf(day)
  const text =
    day.missing === 0 ? 'complete' : `${formatInteger(day.missing)} of ${formatInteger(day.minutes)} minutes missing`
  return (
    <td title={`${day.name}: ${text}`}>
      <span class={`calendar-day ${kind}`} />
      <span class="visually-hidden">{day.missing === 0 ? 'complete' : `${day.missing} missing`}</span>
    </td>
  )
}

function kindOf({ minutes, missing, outage }: DataPart): string {
  if (missing === 0) return 'complete'
  if (missing === minutes) return 'nothing'
  return outage ? 'outage' : 'gaps'
}

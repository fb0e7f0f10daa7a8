import type { CandleConflictError } from '../../store/candles/candle-store.js'
import type { ShownTime } from '../../workspace/shown-time.js'
import { renderTable } from '../table.js'

const right = 'right' as const
const COLUMNS = [
  { name: 'minute' },
  { name: 'column' },
  { name: 'stored', align: right },
  { name: 'new', align: right },
]

/** The first minutes that differ from what is stored, a line for each value, and how many there are. */
export function conflictText({ conflicts, count }: CandleConflictError, time: ShownTime): string {
  const rows = conflicts.flatMap((conflict) =>
    conflict.differing.map(({ column, stored, fresh }) => [
      time.minute(conflict.time),
      column,
      String(stored),
      String(fresh),
    ]),
  )
  const shown = conflicts.length < count ? `, the first ${conflicts.length}` : ''
  const subject = count === 1 ? '1 minute differs' : `${count} minutes differ`
  return `${subject} from what is stored${shown}:\n${renderTable(COLUMNS, rows)}`
}

import type { RowsReport } from '../../assessment/definitions/report-rows.js'
import { isoMinute } from '../../core/time.js'
import { renderTable } from '../table.js'
import { formatCount, reasonsText } from '../../workspace/rows/split-rows.js'
import { wrapped } from './text-cells.js'

/** The rows of each base in each set, and why other minutes are not used. */
export function rowsTable(rows: readonly RowsReport[]): string {
  const head = [{ name: 'base' }, { name: 'set' }, { name: 'rows', align: 'right' as const }, { name: 'from' }]
  const lines = rows.map((one) => [
    one.base,
    one.set,
    formatCount(one.rows),
    one.from === null ? '–' : isoMinute(one.from).slice(0, 10),
    wrapped(reasonsText(one), 44),
  ])
  return renderTable([...head, { name: 'not used' }], lines)
}

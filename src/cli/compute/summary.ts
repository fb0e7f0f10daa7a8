import { rangeOf } from '../../core/grid.js'
import { isoMinute } from '../../core/time.js'
import { renderTable } from '../table.js'
import type { ComputedTable, TableView } from '../../workspace/compute/computed-table.js'

/** Figures of one column; null where every value is missing. */
export interface ColumnSummary {
  readonly name: string
  readonly min: number | null
  readonly mean: number | null
  readonly max: number | null
  readonly missing: number
}

export interface TableSummary {
  readonly rows: number
  /** ISO times; `to` is the end of the last row's minute. */
  readonly from: string
  readonly to: string
  readonly columns: readonly ColumnSummary[]
  /** For a target: rows of each class. */
  readonly classes?: Readonly<Record<string, number>>
  /** For a target: how many rows of the first class have no label, for want of history or because it is not final. */
  readonly unlabelled?: number
}

/** `classes` are those of a target, whose labels are in the column `target`. */
export function summarize(table: ComputedTable, classes?: readonly string[]): TableSummary {
  const { grid, columns, unlabelled } = table
  const range = rangeOf(grid)
  const labels = columns.find(({ name }) => name === 'target')
  return {
    rows: grid.rows,
    from: isoMinute(range.from),
    to: isoMinute(range.to),
    columns: columns.map((column) => summarizeColumn(column, grid.rows)),
    ...(classes && labels ? { classes: countClasses(labels, grid.rows, classes) } : {}),
    ...(unlabelled === undefined ? {} : { unlabelled }),
  }
}

function summarizeColumn({ name, values, shift }: TableView, rows: number): ColumnSummary {
  let min = Infinity
  let max = -Infinity
  let sum = 0
  let missing = 0
  for (const value of values.subarray(shift, shift + rows)) {
    if (Number.isNaN(value)) {
      missing++
      continue
    }
    sum += value
    if (value < min) min = value
    if (value > max) max = value
  }
  if (missing === rows) return { name, min: null, mean: null, max: null, missing }
  return { name, min, mean: sum / (rows - missing), max, missing }
}

function countClasses({ values, shift }: TableView, rows: number, classes: readonly string[]): Record<string, number> {
  const counts = classes.map(() => 0)
  for (const label of values.subarray(shift, shift + rows)) counts[label] = (counts[label] ?? 0) + 1
  return Object.fromEntries(classes.map((name, label) => [name, counts[label] ?? 0]))
}

const number = (value: number | null): string => (value === null ? '' : String(Number(value.toPrecision(6))))

/** A summary for people. */
export function summaryText(title: string, summary: TableSummary): string {
  const rows = summary.columns.map(({ name, min, mean, max, missing }) => [
    name,
    number(min),
    number(mean),
    number(max),
    String(missing),
  ])
  const right = 'right' as const
  const head = [{ name: 'column' }, ...['min', 'mean', 'max', 'missing'].map((name) => ({ name, align: right }))]
  return `${title}: ${summary.rows} rows from ${summary.from} to ${summary.to}${classText(summary)}\n${renderTable(head, rows)}`
}

function classText({ classes = {}, unlabelled = 0 }: TableSummary): string {
  const counts = Object.entries(classes).map(([name, count]) => `${count} ${name}`)
  if (counts.length === 0) return ''
  const without = `; ${unlabelled} of them have no label (history missing, or not final) and are shown as ${Object.keys(classes)[0]}`
  return `: ${counts.join(', ')}${unlabelled > 0 ? without : ''}`
}

import { rangeOf } from '../../core/grid.js'
import { isoMinute } from '../../core/time.js'
import { renderTable } from '../table.js'
import type { ComputedTable, TableView } from './computed-table.js'

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
}

/** `classes` are those of a target, whose labels are in the column `target`. */
export function summarize({ grid, columns }: ComputedTable, classes?: readonly string[]): TableSummary {
  const range = rangeOf(grid)
  const labels = columns.find(({ name }) => name === 'target')
  return {
    rows: grid.rows,
    from: isoMinute(range.from),
    to: isoMinute(range.to),
    columns: columns.map((column) => summarizeColumn(column, grid.rows)),
    ...(classes && labels ? { classes: countClasses(labels, grid.rows, classes) } : {}),
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
  const classes = Object.entries(summary.classes ?? {}).map(([name, count]) => `${count} ${name}`)
  const counts = classes.length > 0 ? `: ${classes.join(', ')}` : ''
  return `${title}: ${summary.rows} rows from ${summary.from} to ${summary.to}${counts}\n${renderTable(head, rows)}`
}

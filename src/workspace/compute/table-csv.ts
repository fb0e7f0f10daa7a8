import { CancelledError } from '../../core/errors.js'
import type { Column } from '../../core/frame.js'
import { timeAt } from '../../core/grid.js'
import type { ProgressTask } from '../../core/progress.js'
import type { ComputedTable, TableView } from './computed-table.js'
import { shortestFloat32 } from './shortest-number.js'

const CHUNK_ROWS = 16_384

/**
 * A table as CSV, chunk by chunk: `timestamp` (epoch ms UTC) and the columns; Float32 values read back as the same bits, a
 * missing value is an empty field.
 */
export function* tableCsv(table: ComputedTable, task: ProgressTask, signal: AbortSignal): Generator<Uint8Array> {
  const { grid, columns } = table
  yield Buffer.from(`${['timestamp', ...columns.map(({ name }) => name)].join(',')}\n`)
  for (let from = 0; from < grid.rows; from += CHUNK_ROWS) {
    if (signal.aborted) throw new CancelledError('nothing was written')
    const to = Math.min(from + CHUNK_ROWS, grid.rows)
    yield Buffer.from(linesOf(table, from, to))
    task.update(to)
  }
}

function linesOf({ grid, columns }: ComputedTable, from: number, to: number): string {
  const texts = textsOf(columns, from, to)
  const lines: string[] = []
  for (let row = from; row < to; row++) {
    let line = String(timeAt(grid, row))
    for (const { cells, offset } of texts) line += `,${cells[row + offset] ?? ''}`
    lines.push(line)
  }
  return `${lines.join('\n')}\n`
}

interface Cells {
  readonly cells: readonly string[]
  /** The text of a row is `cells[row + offset]`. */
  readonly offset: number
}

/** The texts of each column; lagged columns share those of the column they are views of. */
function textsOf(columns: readonly TableView[], from: number, to: number): Cells[] {
  const spans = new Map<Column, { least: number; end: number }>()
  for (const { values, shift } of columns) {
    const { least, end } = spans.get(values) ?? { least: Infinity, end: 0 }
    spans.set(values, { least: Math.min(least, from + shift), end: Math.max(end, to + shift) })
  }
  const cells = new Map(
    [...spans].map(([values, { least, end }]) => [values, Array.from(values.subarray(least, end), textFor(values))]),
  )
  return columns.map(({ values, shift }) => ({
    cells: cells.get(values) ?? [],
    offset: shift - (spans.get(values)?.least ?? 0),
  }))
}

function textFor(values: Column): (value: number) => string {
  return values instanceof Float32Array ? shortestFloat32 : (value) => (Number.isNaN(value) ? '' : String(value))
}

import { CancelledError } from '../../core/errors.js'
import type { Column, Frame } from '../../core/frame.js'
import { timeAt } from '../../core/grid.js'
import type { ProgressTask } from '../../core/progress.js'

const CHUNK_ROWS = 16_384

/**
 * A frame as CSV, chunk by chunk: `timestamp` (epoch ms UTC) and the columns; Float32 values read back as the same bits, a
 * missing value is an empty field.
 */
export function* frameCsv({ grid, columns }: Frame, task: ProgressTask, signal: AbortSignal): Generator<Uint8Array> {
  yield Buffer.from(`${['timestamp', ...columns.keys()].join(',')}\n`)
  for (let from = 0; from < grid.rows; from += CHUNK_ROWS) {
    if (signal.aborted) throw new CancelledError('nothing was written')
    const to = Math.min(from + CHUNK_ROWS, grid.rows)
    const texts = textsOf([...columns.values()].map((values) => values.subarray(from, to)))
    const lines: string[] = []
    for (let row = from; row < to; row++) {
      let line = String(timeAt(grid, row))
      for (const { cells, offset } of texts) line += `,${cells[row - from + offset] ?? ''}`
      lines.push(line)
    }
    yield Buffer.from(`${lines.join('\n')}\n`)
    task.update(to)
  }
}

interface Cells {
  readonly cells: readonly string[]
  /** The text of a row is `cells[row + offset]`. */
  readonly offset: number
}

/** A stretch of memory that columns of one type are views of, in values from the beginning of its buffer. */
interface Span {
  readonly first: Column
  readonly start: number
  end: number
  cells: readonly string[]
}

/** The texts of each column. Lagged columns are views that overlap in memory: they share their texts. */
function textsOf(columns: readonly Column[]): Cells[] {
  const spans: Span[] = []
  const spanOf = new Map<Column, Span>()
  const inMemory = [...columns].sort((a, b) => a.byteOffset - b.byteOffset)
  for (const values of inMemory) {
    const start = startOf(values)
    const known = spans.find((span) => isSameMemory(span.first, values) && start <= span.end)
    const span = known ?? { first: values, start, end: start, cells: [] }
    if (!known) spans.push(span)
    span.end = Math.max(span.end, start + values.length)
    spanOf.set(values, span)
  }
  for (const span of spans) span.cells = Array.from(valuesOf(span), textFor(span.first))
  return columns.map((values) => {
    const span = spanOf.get(values)
    return { cells: span?.cells ?? [], offset: startOf(values) - (span?.start ?? 0) }
  })
}

function startOf(values: Column): number {
  return values.byteOffset / values.BYTES_PER_ELEMENT
}

function isSameMemory(a: Column, b: Column): boolean {
  return a.buffer === b.buffer && a.constructor === b.constructor
}

function valuesOf({ first, start, end }: Span): Column {
  if (first instanceof Uint8Array) return new Uint8Array(first.buffer, start, end - start)
  const from = start * first.BYTES_PER_ELEMENT
  return first instanceof Float32Array
    ? new Float32Array(first.buffer, from, end - start)
    : new Float64Array(first.buffer, from, end - start)
}

function textFor(values: Column): (value: number) => string {
  return values instanceof Float32Array ? shortestFloat32 : (value) => (Number.isNaN(value) ? '' : String(value))
}

/** Text of a float32 with the fewest digits that read back as the same float32; empty for NaN. */
export function shortestFloat32(value: number): string {
  if (Number.isNaN(value)) return ''
  if (Number.isInteger(value) && Math.abs(value) < 1e7) return Object.is(value, -0) ? '-0' : String(value)
  for (let digits = 7; digits < 9; digits++) {
    const short = Number(value.toPrecision(digits))
    if (Math.fround(short) === value) return String(short)
  }
  return String(Number(value.toPrecision(9)))
}

import { setImmediate } from 'node:timers/promises'
import { CancelledError } from '../core/errors.js'
import { inputNames } from './base-dataset.js'
import type { RowWork } from './expand-features.js'
import type { PooledPart, PooledWindows } from './pooled-windows.js'
import type { RowSink } from './row-sink.js'
import { fitScalerColumn, scaleRows, type Scaler, type ScalerKind } from './scaler.js'
import type { PooledBase } from './training-matrix.js'

/** Values of a few columns that are in memory at a time while a scaler is fitted. */
const COLUMN_VALUES = 8 * 1024 * 1024
const BLOCK_ROWS = 16_384

/** Told how many columns of a base are fitted; awaited, so that others get their turn. */
type OnColumns = (done: number) => Promise<void>

/**
 * Fits a scaler for each base on what its windows end at, and scales all rows in the sink. Throws CancelledError when it is
 * stopped.
 */
export async function fitAndScale(
  sink: RowSink,
  { parts }: PooledWindows,
  kind: ScalerKind,
  { what, progress, signal }: RowWork,
): Promise<PooledBase[]> {
  const bases: PooledBase[] = []
  const memory = columnMemory(parts, sink.width)
  const task = progress.start(`scale ${what}`, parts.length * sink.width, 'columns')
  try {
    for (const [index, { base, featureSet, rows, last, from }] of parts.entries()) {
      const columns = inputNames(featureSet)
      const scaler = await fitPart(sink, { base, columns, from, last, memory }, kind, async (done) => {
        task.update(index * columns.length + done)
        await setImmediate()
        if (signal.aborted) throw new CancelledError(`the ${what} were not scaled to the end`)
      })
      await scaleSinkRows(sink, scaler, from, rows)
      bases.push({ base, from, rows, scaler })
    }
    return bases
  } finally {
    task.end()
  }
}

async function scaleSinkRows(sink: RowSink, scaler: Scaler, from: number, rows: number): Promise<void> {
  const buffer = blockMemory(sink)
  for (let row = 0; row < rows; row += BLOCK_ROWS) {
    const block = sink.read(from + row, Math.min(BLOCK_ROWS, rows - row), buffer)
    scaleRows(scaler, block)
    await sink.writeFeatures(from + row, block)
  }
}

/** Memory for a block, where one is copied to be read. */
function blockMemory({ copies, width }: RowSink): Float32Array | undefined {
  return copies ? new Float32Array(BLOCK_ROWS * width) : undefined
}

/** Memory for a few columns of any base, at least for one. */
function columnMemory(parts: readonly PooledPart[], width: number): Float32Array {
  const longest = Math.max(0, ...parts.map(({ last }) => last.length))
  return new Float32Array(Math.min(longest * width, Math.max(longest, COLUMN_VALUES)))
}

interface FittedPart {
  readonly base: string
  readonly columns: readonly string[]
  readonly from: number
  readonly last: Int32Array
  /** For the values of as many columns as have room in it. */
  readonly memory: Float32Array
}

/** Reads the rows once for as many columns as may be in memory together. */
async function fitPart(sink: RowSink, part: FittedPart, kind: ScalerKind, onColumns: OnColumns): Promise<Scaler> {
  const { base, columns, last, memory } = part
  const scaler = { center: new Float32Array(columns.length), scale: new Float32Array(columns.length) }
  const together = Math.max(1, Math.floor(memory.length / Math.max(1, last.length)))
  for (let first = 0; first < columns.length; first += together) {
    const names = columns.slice(first, first + together)
    const values = columnValues(sink, part, first, names.length)
    for (const [index, name] of names.entries()) {
      const fitted = fitScalerColumn(kind, values[index] ?? new Float32Array(), name, base)
      scaler.center[first + index] = fitted.center
      scaler.scale[first + index] = fitted.scale
      await onColumns(first + index + 1)
    }
  }
  return scaler
}

/** The values of `count` columns from `first` on, at the rows that windows end at. */
function columnValues(
  sink: RowSink,
  { columns, from, last, memory }: FittedPart,
  first: number,
  count: number,
): Float32Array[] {
  const values = Array.from({ length: count }, (_, i) => memory.subarray(i * last.length, (i + 1) * last.length))
  const width = columns.length
  const buffer = blockMemory(sink)
  const rows = (last.at(-1) ?? -1) + 1
  let next = 0
  for (let begin = 0; begin < rows; begin += BLOCK_ROWS) {
    const end = Math.min(rows, begin + BLOCK_ROWS)
    const block = sink.read(from + begin, end - begin, buffer)
    for (let row = last[next]; row !== undefined && row < end; row = last[++next]) {
      const at = (row - begin) * width + first
      for (let index = 0; index < count; index++) {
        const column = values[index]
        if (column) column[next] = block[at + index] ?? 0
      }
    }
  }
  return values
}

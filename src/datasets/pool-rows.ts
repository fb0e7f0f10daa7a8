import { setImmediate } from 'node:timers/promises'
import { arange } from '../core/arange.js'
import { CancelledError } from '../core/errors.js'
import type { Progress } from '../core/progress.js'
import type { Frame } from '../core/frame.js'
import { releaseBuffers, frameBuffers } from '../runtime/buffers.js'
import { monthName } from '../core/time.js'
import type { FeatureSet } from '../features/feature-set.js'
import { readDenseFeatures, inputNames, labelsAt, requireFinite, weightsAt } from './base-dataset.js'
import { createScratch } from './evaluation-rows.js'
import type { RowSink } from './row-sink.js'
import { fitScalerColumn, scaleRows, type Scaler, type ScalerKind } from './scaler.js'
import type { PooledBase, PooledRows } from './training-matrix.js'
import { selectWindowRows, type WindowRows } from './window-rows.js'

/** A base whose features are read when they are needed, a month at a time. */
export interface BaseSource {
  readonly base: string
  readonly featureSet: FeatureSet
  /** Has the column `target`, and may have `weight`. */
  readonly targets: Frame
  readonly rows: number
  /** The ordinals of its rows, ascending. Each call makes them anew, so that those of one base at a time are in memory. */
  readonly ordinals: () => Int32Array
  /** Stored features of the ordinals `first … last`, with the rows before them that lags need, in memory of their own. */
  readonly read: (first: number, last: number) => Promise<Frame>
}

/** Values of a few columns that are in memory at a time while a scaler is fitted. */
const COLUMN_VALUES = 8 * 1024 * 1024
const BLOCK_ROWS = 16_384

/** How long work on rows is shown and stopped, and what they are called: `training rows`. */
export interface RowWork {
  readonly what: string
  readonly progress: Progress
  readonly signal: AbortSignal
}

/** A base whose rows are all that its windows read, `from` its first one among those of all bases. */
export type PooledPart = BaseSource & Pick<WindowRows, 'last'> & { readonly from: number }

/** Rows of some bases with the minutes of their windows before them. */
export interface PooledWindows {
  readonly rows: number
  readonly parts: readonly PooledPart[]
}

/** Where each base's rows are to lie in a file. */
export function poolWindows(bases: readonly BaseSource[], window: number): PooledWindows {
  let from = 0
  const positions = window === 1 ? arange(Math.max(0, ...bases.map(({ rows }) => rows))) : undefined
  const parts = bases.map((base) => {
    const last = positions?.subarray(0, base.rows)
    const part = { ...(last ? { ...base, last } : windowsOf(base, window)), from }
    from += part.rows
    return part
  })
  return { rows: from, parts }
}

function windowsOf(base: BaseSource, window: number): BaseSource & Pick<WindowRows, 'last'> {
  const found = (): WindowRows => selectWindowRows(base.ordinals(), window)
  const { ordinals, last } = found()
  return { ...base, rows: ordinals.length, ordinals: () => found().ordinals, last }
}

/**
 * Puts raw features of all bases, lags expanded, into the sink, a month at a time. Throws UserError where a feature is not a
 * finite number, CancelledError when it is stopped.
 */
export async function writeExpandedFeatures(
  sink: RowSink,
  windows: PooledWindows,
  { what, progress, signal }: RowWork,
): Promise<void> {
  const task = progress.start(`expand ${what}`, windows.rows, 'rows')
  let done = 0
  try {
    for (const part of windows.parts) {
      await writePart(sink, part, (rows) => {
        task.update((done += rows))
        if (signal.aborted) throw new CancelledError(`the ${what} were not expanded to the end`)
      })
    }
  } finally {
    task.end()
  }
}

async function writePart(
  sink: RowSink,
  { base, featureSet, from, targets, read, ordinals: list }: PooledPart,
  onRows: (rows: number) => void,
): Promise<void> {
  const scratch = createScratch()
  const { calendar } = targets.grid
  const ordinals = list()
  for (const { begin, end } of monthRuns(ordinals, (ordinal) => monthName(calendar.timeAt(ordinal)))) {
    const chosen = ordinals.subarray(begin, end)
    const features = await read(chosen[0] ?? 0, chosen.at(-1) ?? 0)
    const values = chosen.length * sink.width
    const dense = readDenseFeatures({ base, featureSet, features }, chosen, scratch(values).subarray(0, values))
    requireFinite({ base, featureSet, features }, chosen, dense)
    await sink.writeFeatures(from + begin, dense)
    releaseBuffers(frameBuffers(features))
    onRows(end - begin)
  }
}

/** Runs of positions whose ordinals lie in the same month. */
function* monthRuns(
  ordinals: Int32Array,
  monthOf: (ordinal: number) => string,
): Generator<{ readonly begin: number; readonly end: number }> {
  for (let begin = 0; begin < ordinals.length;) {
    const month = monthOf(ordinals[begin] ?? 0)
    // The months ascend: the first position of the next one is found by halving.
    let [low, end] = [begin + 1, ordinals.length]
    while (low < end) {
      const middle = (low + end) >>> 1
      if (monthOf(ordinals[middle] ?? 0) === month) low = middle + 1
      else end = middle
    }
    yield { begin, end }
    begin = end
  }
}

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

/** Labels, which are written to `labels`, weights and samples of all bases, as a training matrix has them. */
export function collectLabels(
  { rows, parts }: PooledWindows,
  labels: Uint8Array = new Uint8Array(rows),
): Pick<PooledRows, 'labels' | 'weights' | 'samples'> {
  const weights = parts[0]?.targets.columns.has('weight') ? new Float32Array(rows) : undefined
  const windows = parts.some((part) => part.rows !== part.last.length)
  const samples = windows ? new Int32Array(parts.reduce((sum, { last }) => sum + last.length, 0)) : undefined
  let filled = 0
  for (const { targets, last, from, ...part } of parts) {
    const ordinals = part.ordinals()
    labels.set(labelsAt({ targets }, ordinals), from)
    weights?.set(weightsAt({ targets }, ordinals) ?? [], from)
    samples?.set(
      last.map((row) => from + row),
      filled,
    )
    filled += last.length
  }
  return { labels, weights, samples }
}
